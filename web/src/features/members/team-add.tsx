import { createSignal } from "solid-js"
import { type TeamRole, useSetRole } from "~/api/relay/team"
import { shortId } from "~/domain/nostr"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/members/words/en/team"
import { Button } from "~/ui/form/button"
import { Select } from "~/ui/form/select"
import { Dialog } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { sentenceOf } from "~/ui/state/problem"
import { createKeyField, ROLE_OPTIONS } from "./team-key"
import { PersonField } from "./team-person-field"

const words = text.add
const FORM = "add-to-team"

/** Names a moderator or a co-owner by their ID, and says what the role may do. */
export function AddToTeam(props: { relay: Relay; open: boolean; onClose: () => void }) {
  const field = createKeyField(() => props.relay.tenant_pubkey)
  const [role, setRole] = createSignal<TeamRole>("moderator")
  const add = useSetRole(() => props.relay.id)
  const submit = async (event: Event) => {
    event.preventDefault()
    const pubkey = field.read()
    if (!pubkey) return
    try {
      await add.mutateAsync({ pubkey, role: role() })
    } catch (error) {
      return void field.refuse(sentenceOf(error))
    }
    toast({ tone: "ok", text: words.done(field.name() ?? shortId(pubkey), text.roles[role()]) })
    props.onClose()
  }
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={words.title}
      busy={add.isPending}
      footer={
        <>
          <Button disabled={add.isPending} onClick={() => props.onClose()}>
            {words.cancel}
          </Button>
          <Button kind="primary" type="submit" form={FORM} busy={add.isPending}>
            {words.submit}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} novalidate class="grid gap-5">
        <PersonField field={field} />
        <Select
          label={words.role}
          value={role()}
          options={ROLE_OPTIONS}
          onChange={(value) => setRole(value as TeamRole)}
          help={text.may[role()]}
        />
      </form>
    </Dialog>
  )
}
