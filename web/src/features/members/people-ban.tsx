import { useBan } from "~/api/members"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/members/words/en/people"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"

const words = text.ban

/** Asks before a ban, which deletes the person's messages. */
export function BanPerson(props: { relay: Relay; pubkey: string; name: string; open: boolean; onClose: () => void }) {
  const ban = useBan(() => props.relay.id)
  const confirm = async (reason: string) => {
    const { pubkey, name } = props
    await ban.mutateAsync({ pubkey, reason })
    toast({ tone: "plain", text: words.done(name) })
  }
  return (
    <Confirm
      open={props.open}
      onClose={props.onClose}
      danger
      title={words.title(props.name)}
      text={words.text}
      reason={{ label: words.reason, help: words.reasonHelp, missing: words.reasonMissing }}
      confirmLabel={words.confirm}
      cancelLabel={words.cancel}
      onConfirm={confirm}
    />
  )
}
