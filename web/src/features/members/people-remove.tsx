import { useAddMember, useRemoveMember } from "~/api/members"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/members/words/en/people"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { sentenceOf } from "~/ui/state/problem"

const words = text.remove

/** Asks before a removal, and says whether the person can come back. */
export function RemovePerson(props: {
  relay: Relay
  pubkey: string
  name: string
  open: boolean
  onClose: () => void
}) {
  const remove = useRemoveMember(() => props.relay.id)
  const add = useAddMember(() => props.relay.id)
  const confirm = async () => {
    const { pubkey, name } = props
    await remove.mutateAsync(pubkey)
    const undo = () => add.mutate(pubkey, { onError: (error) => toast({ tone: "bad", text: sentenceOf(error) }) })
    toast({ tone: "plain", text: words.done(name), action: { label: words.undo, onSelect: undo } })
  }
  return (
    <Confirm
      open={props.open}
      onClose={props.onClose}
      danger
      title={words.title(props.name)}
      text={props.relay.policy_public_join ? words.textOpen : words.text}
      confirmLabel={words.confirm}
      cancelLabel={words.cancel}
      onConfirm={confirm}
    />
  )
}
