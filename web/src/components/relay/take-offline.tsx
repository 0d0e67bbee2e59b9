import { useInfo } from "~/api/info"
import { type Relay, relayName } from "~/domain/relay"
import { text } from "~/i18n/en/relay-head"
import { Confirm } from "~/ui/confirm"
import { useOnOff } from "./relay-on-off"

const words = text.offline

/** Asks before a relay goes offline, and says whom it shuts out. */
export default function TakeOffline(props: { relay: Relay; open: boolean; onClose: () => void }) {
  const info = useInfo()
  const onOff = useOnOff(() => props.relay)
  const paid = () => info.isSuccess && info.data.payment_methods.length > 0
  return (
    <Confirm
      open={props.open}
      onClose={props.onClose}
      danger
      title={words.title(relayName(props.relay))}
      text={`${words.members(props.relay.member_count ?? 0)} ${paid() ? words.keptPaid : words.kept}`}
      confirmLabel={words.confirm}
      cancelLabel={words.cancel}
      onConfirm={onOff.takeOffline}
    />
  )
}
