import { useDeactivateRelay, useReactivateRelay } from "~/api/relays"
import { text } from "~/components/relay/words/en/relay-head"
import { type Relay, relayName } from "~/domain/relay/relay"
import { toast } from "~/ui/overlay/toast"
import { sentenceOf } from "~/ui/state/problem"

const words = text.offline

/** Takes a relay offline or brings it back, each with a toast; the toast can undo taking it offline. */
export function useOnOff(relay: () => Relay) {
  const deactivate = useDeactivateRelay()
  const reactivate = useReactivateRelay()
  const bringBack = () => {
    const which = relay()
    // Undo may be pressed on another page, so its messages must not depend on this one.
    reactivate.mutateAsync(which).then(
      ({ awaiting_payment: waits }) =>
        toast(
          waits === 1
            ? { tone: "plain", text: words.waits(relayName(which)) }
            : { tone: "ok", text: words.back(relayName(which)) },
        ),
      (error: unknown) => toast({ tone: "bad", text: sentenceOf(error) }),
    )
  }
  return {
    busy: () => reactivate.isPending,
    bringBack,
    /** Throws the server's refusal, which the dialog shows. */
    takeOffline: async () => {
      const which = relay()
      await deactivate.mutateAsync(which)
      toast({ tone: "plain", text: words.done(relayName(which)), action: { label: words.undo, onSelect: bringBack } })
    },
  }
}
