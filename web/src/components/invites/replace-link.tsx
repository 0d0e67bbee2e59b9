import RefreshCw from "lucide-solid/icons/refresh-cw"
import { createSignal, Show } from "solid-js"
import { useHostFeatures } from "~/api/info"
import { useRevokeInvite } from "~/api/relay/invite-codes"
import { text } from "~/components/invites/words/en/invite"
import { inviteId } from "~/domain/relay/invite"
import type { Relay } from "~/domain/relay/relay"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"

const words = text.replace

/** Replaces the invite link of a relay: revokes its code, and the relay makes a new one. Says so where the host cannot. */
export function ReplaceLink(props: { relay: Relay; claim: string }) {
  const host = useHostFeatures(() => props.relay.zooid_domain)
  const [open, setOpen] = createSignal(false)
  const revoke = useRevokeInvite(() => props.relay.id)
  const confirm = async () => {
    await revoke.mutateAsync(inviteId(props.claim))
    toast({ tone: "ok", text: words.done })
  }
  return (
    <Show
      when={host()?.invites}
      fallback={
        <Show when={host()}>
          <p class="text-ink-3 text-small">{words.cannot}</p>
        </Show>
      }
    >
      <Button size="small" icon={RefreshCw} onClick={() => setOpen(true)}>
        {words.action}
      </Button>
      <MountOnOpen open={open()}>
        <Confirm
          open={open()}
          onClose={() => setOpen(false)}
          danger
          title={words.title}
          text={words.text}
          confirmLabel={words.action}
          cancelLabel={words.cancel}
          onConfirm={confirm}
        />
      </MountOnOpen>
    </Show>
  )
}
