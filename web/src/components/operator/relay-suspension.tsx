import { createSignal, Show } from "solid-js"
import { useRelaySuspension } from "~/api/operator/admin"
import { account } from "~/auth/session"
import { text as words } from "~/components/operator/words/en/admin-relay"
import { type Relay, relayCan, relayName } from "~/domain/relay/relay"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"

/** Suspends the relay or lifts the suspension. Both ask first and name the consequences. */
export function Suspension(props: { relay: Relay }) {
  // The dialog keeps its question although the response has changed the relay.
  const [asking, setAsking] = createSignal<"suspend" | "lift">()
  const suspension = useRelaySuspension(() => props.relay.id)
  const can = () => relayCan(props.relay, account())
  const name = () => relayName(props.relay)
  return (
    <>
      <Show when={can().suspend || can().unsuspend}>
        <Button
          kind={can().unsuspend ? "second" : "bad"}
          onClick={() => setAsking(can().unsuspend ? "lift" : "suspend")}
        >
          {can().unsuspend ? words.lift : words.suspend}
        </Button>
      </Show>
      <Confirm
        open={asking() === "suspend"}
        onClose={() => setAsking(undefined)}
        title={words.suspendTitle(name())}
        text={words.suspendText(props.relay.member_count)}
        confirmLabel={words.suspend}
        cancelLabel={words.keep}
        danger
        reason={{ label: words.reason, help: words.reasonHelp, missing: words.reasonMissing }}
        onConfirm={async (reason) => {
          const suspended = words.suspended(name())
          await suspension.suspend(reason)
          toast({ tone: "ok", text: suspended })
        }}
      />
      <Confirm
        open={asking() === "lift"}
        onClose={() => setAsking(undefined)}
        title={words.liftTitle(name())}
        text={words.liftText}
        confirmLabel={words.lift}
        cancelLabel={words.cancel}
        reason={{ label: words.reason, help: words.reasonHelp, missing: words.reasonMissing }}
        onConfirm={async (reason) => {
          const lifted = words.lifted(name())
          await suspension.unsuspend(reason)
          toast({ tone: "ok", text: lifted })
        }}
      />
    </>
  )
}
