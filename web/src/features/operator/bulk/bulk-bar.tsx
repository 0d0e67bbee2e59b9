import { createSignal, For, Show } from "solid-js"
import { type BulkResult, useBulkSuspension } from "~/api/operator/bulk"
import { type Relay, relayName } from "~/domain/relay/relay"
import { text as words } from "~/features/operator/words/en/bulk"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"

/** The selected relays of a page: suspends them, or lifts their suspensions, and shows those that could not be changed. */
export function BulkBar(props: {
  rows: readonly Relay[]
  selected: readonly string[]
  onSelect: (ids: string[]) => void
}) {
  const [asking, setAsking] = createSignal<"suspend" | "lift">()
  const [failed, setFailed] = createSignal<readonly BulkResult[]>([])
  const bulk = useBulkSuspension()
  const count = () => props.selected.length
  const act = async (what: (ids: string[], reason: string) => Promise<BulkResult[]>, reason: string) => {
    const results = await what([...props.selected], reason)
    const refused = results.filter(({ done }) => !done)
    setFailed(refused)
    props.onSelect(refused.map(({ id }) => id))
    if (results.length > refused.length) toast({ tone: "ok", text: words.done(results.length - refused.length) })
  }
  const nameOf = (id: string) => {
    const relay = props.rows.find((row) => row.id === id)
    return relay ? relayName(relay) : id
  }
  const close = () => setAsking(undefined)
  const reason = { label: words.reason, help: words.reasonHelp, missing: words.reasonMissing }
  return (
    <>
      <div class="flex flex-wrap items-center gap-2.5 border-line border-b px-4 py-3 sm:px-6">
        <p role="status" class="text-control tabular-nums">
          {words.chosen(count())}
        </p>
        <Button size="small" onClick={() => props.onSelect(props.rows.map(({ id }) => id))}>
          {words.all}
        </Button>
        <Button size="small" onClick={() => props.onSelect([])}>
          {words.none}
        </Button>
        <Button size="small" kind="bad" class="ml-auto" onClick={() => setAsking("suspend")}>
          {words.suspend}
        </Button>
        <Button size="small" onClick={() => setAsking("lift")}>
          {words.lift}
        </Button>
      </div>
      <Show when={failed().length > 0}>
        <Note
          class="m-4"
          tone="bad"
          role="alert"
          title={words.failed(failed().length)}
          text={
            <ul>
              <For each={failed()}>
                {(one) => (
                  <li>
                    {nameOf(one.id)}: {one.sentence}
                  </li>
                )}
              </For>
            </ul>
          }
        />
      </Show>
      <Confirm
        open={asking() === "suspend"}
        onClose={close}
        title={words.suspendTitle(count())}
        text={words.suspendText}
        confirmLabel={words.suspend}
        cancelLabel={words.cancel}
        danger
        reason={reason}
        onConfirm={(said) => act(bulk.suspend, said)}
      />
      <Confirm
        open={asking() === "lift"}
        onClose={close}
        title={words.liftTitle(count())}
        text={words.liftText}
        confirmLabel={words.lift}
        cancelLabel={words.cancel}
        reason={reason}
        onConfirm={(said) => act(bulk.lift, said)}
      />
    </>
  )
}
