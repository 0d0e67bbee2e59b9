import { useSearchParams } from "@solidjs/router"
import { createSignal, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { type Invitation, useInvitationChanges, useInvitations } from "~/api/operator/invitations"
import { useTitle } from "~/components/frame/title"
import { PagedList } from "~/features/operator/paged-list"
import { text as words } from "~/features/operator/words/en/invitations"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { Status, type StatusTone } from "~/ui/state/status"
import { Time } from "~/ui/time"
import { CreateInvitation } from "./create-invitation"

const TONES: Record<Invitation["state"], StatusTone> = { open: "ok", used: "off", expired: "off", revoked: "off" }

/** Invitations to create an account: a form, and those made before. */
export default function AdminInvitations() {
  const [search] = useSearchParams<{ cursor?: string }>()
  const info = useInfo()
  const list = useInvitations(() => (search.cursor ? { cursor: search.cursor } : {}))
  const changes = useInvitationChanges()
  const [revoking, setRevoking] = createSignal<Invitation>()
  useTitle(() => words.title)
  return (
    <>
      <h1 class="text-h1">{words.title}</h1>
      <p class="mt-3 min-h-6 max-w-[640px] text-ink-2">
        <Show when={info.isSuccess && info.data}>{(here) => words.lead[here().sign_up]}</Show>
      </p>
      <div class="mt-6 max-w-[640px]">
        <CreateInvitation />
      </div>
      <PagedList label={words.list} answer={list} empty={words.empty}>
        {(row) => <Row row={row} onRevoke={() => setRevoking(row)} />}
      </PagedList>
      <Confirm
        open={revoking() !== undefined}
        onClose={() => setRevoking(undefined)}
        title={words.revokeTitle}
        text={words.revokeText}
        confirmLabel={words.revoke}
        cancelLabel={words.keep}
        danger
        onConfirm={() => changes.revoke(revoking()?.id ?? "")}
      />
    </>
  )
}

const Row = (props: { row: Invitation; onRevoke: () => void }) => (
  <li class="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3 sm:px-6">
    <div class="min-w-0">
      <p class="[overflow-wrap:anywhere]">{props.row.note || words.noNote}</p>
      <p class="text-ink-3 text-small">
        <Time at={props.row.created_at} as="day" /> · {words.used(props.row.uses, props.row.uses_max)}
        <Show when={props.row.expires_at}>
          {(at) => (
            <>
              {" "}
              · {words.until} <Time at={at()} as="day" />
            </>
          )}
        </Show>
      </p>
    </div>
    <span class="flex items-center gap-3">
      <Status tone={TONES[props.row.state]} word={words.state[props.row.state]} />
      <Show when={props.row.state === "open"}>
        <Button size="small" aria-label={words.revokeFor(props.row.note)} onClick={() => props.onRevoke()}>
          {words.revoke}
        </Button>
      </Show>
    </span>
  </li>
)
