import { createSignal, Show } from "solid-js"
import { type Overview, useResumeBilling } from "~/api/operator/admin"
import { text as words } from "~/features/operator/words/en/money-hold"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"

/** The notice that nothing is billed, collected or paused, its cause, and the button to resume. */
export function MoneyHold(props: { overview: Overview }) {
  const [asking, setAsking] = createSignal(false)
  const resume = useResumeBilling()
  return (
    <>
      <Show when={props.overview.money_hold}>
        {(hold) => (
          <Note
            tone="bad"
            role="alert"
            class="mt-6"
            title={words.title}
            text={hold().reason}
            action={
              <Button size="small" onClick={() => setAsking(true)}>
                {words.resume}
              </Button>
            }
          />
        )}
      </Show>
      <Confirm
        open={asking()}
        onClose={() => setAsking(false)}
        title={words.ask}
        text={words.text}
        confirmLabel={words.resume}
        reason={{ label: words.reason, help: words.help, missing: words.missing }}
        onConfirm={async (reason) => {
          await resume(reason)
          toast({ tone: "ok", text: words.done })
        }}
      />
    </>
  )
}
