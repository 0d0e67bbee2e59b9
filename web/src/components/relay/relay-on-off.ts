import { useDeactivateRelay, useReactivateRelay } from "~/api/relays"
import { text } from "~/components/relay/words/en/relay-head"
import { type Relay, relayName } from "~/domain/relay/relay"
import { toast } from "~/ui/overlay/toast"
import { sentenceOf } from "~/ui/state/problem"

const words = text.offline

/** Taking a relay offline and bringing it back, each said in a toast; taking it offline can be undone there. */
export function useOnOff(relay: () => Relay) {
  const deactivate = useDeactivateRelay()
  const reactivate = useReactivateRelay()
  const bringBack = () => {
    const which = relay()
    // The toast's Undo may be pressed on another page: what is told of it must not depend on this one.
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
    /** Throws the server's refusal: the dialog that asked says it. */
    takeOffline: async () => {
      const which = relay()
      await deactivate.mutateAsync(which)
      toast({ tone: "plain", text: words.done(relayName(which)), action: { label: words.undo, onSelect: bringBack } })
    },
  }
}
