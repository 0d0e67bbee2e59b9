import { createEffect, createSignal, For, Match, on, Show, Switch } from "solid-js"
import { type InviteCode, useInviteCodes, useRevokeInvite } from "~/api/relay/invite-codes"
import { type Relay, relayState } from "~/domain/relay/relay"
import { text as words } from "~/features/members/words/en/invite-codes"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { CopyButton } from "~/ui/form/copy"
import { Confirm } from "~/ui/overlay/confirm"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { Time } from "~/ui/time"
import { CreateInvite } from "./invite-create"

/** The invite codes of an online relay, with their limits, and buttons to create and revoke them. */
export function InviteCodes(props: { relay: Relay; manage: boolean }) {
  const shown = () => props.manage && relayState(props.relay) === "online"
  const codes = useInviteCodes(() => ({ id: props.relay.id, enabled: shown() }))
  const list = () => (codes.isPending ? undefined : codes.data)
  const [creating, setCreating] = createSignal(false)
  const [asked, setAsked] = createSignal<InviteCode>()
  const [last, setLast] = createSignal<InviteCode>()
  createEffect(on(asked, (now) => now && setLast(now)))
  const revoke = useRevokeInvite(() => props.relay.id)
  const confirm = async () => {
    const invite = last()
    if (!invite) return
    await revoke.mutateAsync(invite.id)
    toast({ tone: "plain", text: words.confirm.done })
  }
  return (
    <Show when={shown()}>
      <Card id="invites" class="scroll-mt-20" title={words.title}>
        <Switch>
          <Match when={list()}>
            {(known) => (
              <>
                <p class="text-ink-2 text-small">{words.text}</p>
                <ul class="mt-2 divide-y divide-line">
                  <For each={known().invites}>
                    {(invite) => <Row invite={invite} onRevoke={() => setAsked(invite)} />}
                  </For>
                </ul>
                <Button class="mt-3" size="small" onClick={() => setCreating(true)}>
                  {words.create}
                </Button>
                <MountOnOpen open={creating()}>
                  <CreateInvite
                    relay={props.relay}
                    limits={known().limits}
                    open={creating()}
                    onClose={() => setCreating(false)}
                  />
                </MountOnOpen>
              </>
            )}
          </Match>
          <Match when={codes.isError}>
            <ProblemNote error={codes.error} onRetry={() => codes.refetch()} />
          </Match>
          <Match when={codes.isPending}>
            <Loading>
              <Skeleton class="h-4 w-1/2" />
            </Loading>
          </Match>
        </Switch>
      </Card>
      <Show when={last()}>
        {(invite) => (
          <Confirm
            open={asked() !== undefined}
            onClose={() => setAsked(undefined)}
            danger
            title={words.confirm.title}
            text={invite().standing ? words.confirm.standingText : words.confirm.text}
            confirmLabel={words.confirm.confirm}
            cancelLabel={words.confirm.cancel}
            onConfirm={confirm}
          />
        )}
      </Show>
    </Show>
  )
}

function Row(props: { invite: InviteCode; onRevoke: () => void }) {
  const uses = () =>
    props.invite.uses_max === null ? words.unlimited : words.uses(props.invite.uses ?? 0, props.invite.uses_max)
  return (
    <li class="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 last:pb-0">
      <div class="min-w-0 flex-1 basis-44 break-words">
        <p class="mono font-semibold text-control" translate="no">
          {props.invite.code}
        </p>
        <p class="text-ink-2 text-small">
          {props.invite.standing ? words.standing : uses()}
          {" · "}
          <Show when={props.invite.expires_at} fallback={words.noEnd}>
            {(end) => (
              <>
                {words.ends} <Time at={end()} as="dayAndTime" />
              </>
            )}
          </Show>
        </p>
      </div>
      <CopyButton kind="second" word={words.copyLink} label={words.linkLabel} value={props.invite.link} />
      <Button size="small" aria-label={words.revokeFor(props.invite.code)} onClick={() => props.onRevoke()}>
        {words.revoke}
      </Button>
    </li>
  )
}
