import { useDeactivateRelay, useReactivateRelay } from "~/api/relays"
import { type Relay, relayName } from "~/domain/relay"
import { text } from "~/i18n/en/relay"
import { sentenceOf } from "~/ui/problem"
import { toast } from "~/ui/toast"

const words = text.offline

/** Taking a relay offline and bringing it back, each said in a toast; taking it offline can be undone there. */
export function useOnOff(relay: () => Relay) {
  const deactivate = useDeactivateRelay()
  const reactivate = useReactivateRelay()
  const bringBack = () => {
    const which = relay()
    reactivate.mutate(which, {
      onSuccess: () => toast({ tone: "ok", text: words.back(relayName(which)) }),
      onError: (error) => toast({ tone: "bad", text: sentenceOf(error) }),
    })
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
