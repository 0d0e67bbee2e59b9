import { useRetryRelay } from "~/api/server/retry"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/relay-overview/words/en/setup"
import { Button } from "~/ui/form/button"
import { toast } from "~/ui/overlay/toast"
import { sentenceOf } from "~/ui/state/problem"

const words = text.setup.retry

/** Sends a relay to its host again now. The steps show the host's answer. */
export function TryAgain(props: { relay: Relay }) {
  const retry = useRetryRelay()
  const press = () =>
    retry.mutateAsync(props.relay.id).then(
      () => toast({ tone: "plain", text: words.sent }),
      (error: unknown) => toast({ tone: "bad", text: sentenceOf(error) }),
    )
  return (
    <Button size="small" busy={retry.isPending} onClick={() => void press()}>
      {words.action}
    </Button>
  )
}
