import { createEffect, createSignal, on } from "solid-js"
import { useProfiles } from "~/api/profiles"
import { type Message, useBanEvent } from "~/api/relay/messages"
import { shortId } from "~/domain/nostr"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/messages/words/en/messages"
import { TextArea } from "~/ui/form/field"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"

const words = text.remove

/** The longest reason that the server takes, in characters. */
const REASON_MAX = 500

/** Asks before a message is removed, with a reason if wanted. */
export function RemoveMessage(props: { relay: Relay; message: Message; open: boolean; onClose: () => void }) {
  const [reason, setReason] = createSignal("")
  createEffect(
    on(
      () => props.open,
      () => setReason(""),
    ),
  )
  const profile = useProfiles(() => [props.message.pubkey])
  const remove = useBanEvent(() => props.relay.id)
  const confirm = async () => {
    await remove.mutateAsync({ event: props.message.id, reason: reason().trim() })
    toast({ tone: "plain", text: words.done })
  }
  return (
    <Confirm
      open={props.open}
      onClose={props.onClose}
      danger
      title={words.title(profile(props.message.pubkey)?.name ?? shortId(props.message.pubkey))}
      text={words.text}
      confirmLabel={words.confirm}
      cancelLabel={words.cancel}
      onConfirm={confirm}
    >
      <TextArea
        label={words.reason}
        help={words.reasonHelp}
        optional
        maxlength={REASON_MAX}
        value={reason()}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
    </Confirm>
  )
}
