import { type Relay, relayStatus } from "~/domain/relay/relay"
import { Status } from "~/ui/state/status"

/** The status of a relay, the same on every page. */
export function RelayStatus(props: { relay: Relay; short?: boolean }) {
  const words = () => relayStatus(props.relay)
  return <Status tone={words().tone} word={words().word} detail={words().detail} short={props.short} />
}
