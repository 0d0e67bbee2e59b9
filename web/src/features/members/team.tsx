import { useNavigate } from "@solidjs/router"
import { createSignal, For, Match, Show, Switch } from "solid-js"
import { useProfiles } from "~/api/profiles"
import { type Team as RelayTeam, type TeamRole, useRemoveFromTeam, useSetRole, useTeam } from "~/api/relay/team"
import { account } from "~/auth/session"
import { npub, shortId } from "~/domain/nostr"
import { type Relay, relayCan, relayName } from "~/domain/relay/relay"
import { text } from "~/features/members/words/en/team"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { Select } from "~/ui/form/select"
import { Confirm } from "~/ui/overlay/confirm"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { Avatar } from "~/ui/picture/avatar"
import { ProblemNote, sentenceOf } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { AddToTeam } from "./team-add"
import { ROLE_OPTIONS } from "./team-key"
import { TransferRelay } from "./team-transfer"

/** The owner and the team of a relay, with their roles; the owner changes them, and everyone can leave. */
export function Team(props: { relay: Relay }) {
  const team = useTeam(() => props.relay.id)
  const can = () => relayCan(props.relay, account())
  const [adding, setAdding] = createSignal(false)
  const data = () => (team.isPending ? undefined : team.data)
  return (
    <Card
      id="team"
      title={text.title}
      action={
        <Show when={can().nameTeam && data()}>
          <Button size="small" onClick={() => setAdding(true)}>
            {text.add.button}
          </Button>
        </Show>
      }
    >
      <p class="text-ink-2 text-small">{text.text}</p>
      <Switch>
        <Match when={data()}>
          {(loaded) => (
            <>
              <TeamList relay={props.relay} team={loaded()} />
              <TransferRelay relay={props.relay} team={loaded()} />
            </>
          )}
        </Match>
        <Match when={team.isError}>
          <div class="mt-3">
            <ProblemNote error={team.error} onRetry={() => team.refetch()} />
          </div>
        </Match>
        <Match when={team.isPending}>
          <Loading label={text.loading}>
            <Skeleton class="mt-4 h-4 w-1/2" />
          </Loading>
        </Match>
      </Switch>
      <MountOnOpen open={adding()}>
        <AddToTeam relay={props.relay} open={adding()} onClose={() => setAdding(false)} />
      </MountOnOpen>
    </Card>
  )
}

function TeamList(props: { relay: Relay; team: RelayTeam }) {
  const profile = useProfiles(() => [props.team.owner, ...props.team.team.map(({ pubkey }) => pubkey)])
  const nameOf = (pubkey: string) => profile(pubkey)?.name ?? shortId(pubkey)
  const shownName = (pubkey: string) => (pubkey === account()?.pubkey ? text.you(nameOf(pubkey)) : nameOf(pubkey))
  const can = () => relayCan(props.relay, account())
  const setRole = useSetRole(() => props.relay.id)
  const remove = useRemoveFromTeam(() => props.relay.id)
  const navigate = useNavigate()
  const [leaving, setLeaving] = createSignal<string>()
  const isMe = () => leaving() === account()?.pubkey
  const words = () => (isMe() ? text.leave : text.remove)
  const change = (pubkey: string, role: string) =>
    setRole.mutate(
      { pubkey, role: role as TeamRole },
      {
        onSuccess: () => toast({ tone: "ok", text: text.changed(nameOf(pubkey), text.roles[role as TeamRole]) }),
        onError: (error) => toast({ tone: "bad", text: sentenceOf(error) }),
      },
    )
  const confirm = async () => {
    const pubkey = leaving()
    if (!pubkey) return
    const done = isMe() ? text.leave.done(relayName(props.relay)) : text.remove.done(nameOf(pubkey))
    const leaves = isMe()
    await remove.mutateAsync(pubkey)
    toast({ tone: "ok", text: done })
    if (leaves) navigate(paths.relays)
  }
  return (
    <>
      <ul class="mt-2 divide-y divide-line" aria-label={text.list}>
        <li class="flex flex-wrap items-center gap-x-3 gap-y-2 py-3">
          <Person
            pubkey={props.team.owner}
            name={shownName(props.team.owner)}
            picture={profile(props.team.owner)?.picture}
          />
          <span class="text-ink-2 text-small">{text.roles.owner}</span>
        </li>
        <For each={props.team.team}>
          {(member) => (
            <li class="flex flex-wrap items-center gap-x-3 gap-y-2 py-3">
              <Person
                pubkey={member.pubkey}
                name={shownName(member.pubkey)}
                picture={profile(member.pubkey)?.picture}
                may={text.may[member.role]}
              />
              <Show
                when={can().nameTeam}
                fallback={<span class="text-ink-2 text-small">{text.roles[member.role]}</span>}
              >
                <Select
                  class="w-40"
                  label={text.roleOf(nameOf(member.pubkey))}
                  labelHidden
                  value={member.role}
                  options={ROLE_OPTIONS}
                  onChange={(role) => change(member.pubkey, role)}
                />
              </Show>
              <Show
                when={member.pubkey === account()?.pubkey}
                fallback={
                  <Show when={can().nameTeam}>
                    <Button
                      size="small"
                      aria-label={text.remove.buttonFor(nameOf(member.pubkey))}
                      onClick={() => setLeaving(member.pubkey)}
                    >
                      {text.remove.button}
                    </Button>
                  </Show>
                }
              >
                <Button size="small" onClick={() => setLeaving(member.pubkey)}>
                  {text.leave.button}
                </Button>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Confirm
        open={leaving() !== undefined}
        onClose={() => setLeaving(undefined)}
        danger
        title={isMe() ? text.leave.title : text.remove.title(nameOf(leaving() ?? ""))}
        text={words().text}
        confirmLabel={words().confirm}
        cancelLabel={words().cancel}
        onConfirm={confirm}
      />
    </>
  )
}

function Person(props: { pubkey: string; name: string; picture?: string | undefined; may?: string }) {
  return (
    <>
      <Avatar pubkey={props.pubkey} name={props.name} picture={props.picture} />
      <div class="min-w-0 flex-1 basis-44 break-words">
        <p class="font-semibold text-control">
          <bdi title={npub(props.pubkey)}>{props.name}</bdi>
        </p>
        <p class="text-ink-2 text-small empty:hidden">{props.may}</p>
      </div>
    </>
  )
}
