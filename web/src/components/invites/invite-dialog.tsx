import { text } from "~/components/invites/words/en/invite"
import type { Relay } from "~/domain/relay/relay"
import { Dialog } from "~/ui/overlay/dialog"
import { InvitePanel } from "./invite-card"

/** The invite link over any page of a relay. */
export default function InviteDialog(props: { relay: Relay; open: boolean; onClose: () => void }) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={text.invite.dialog}>
      <InvitePanel relay={props.relay} enabled={props.open} stacked />
      <p class="mt-5 text-ink-3 text-small">{text.invite.keepOut}</p>
    </Dialog>
  )
}
