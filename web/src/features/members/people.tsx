import { useSearchParams } from "@solidjs/router"
import Link from "lucide-solid/icons/link"
import UserPlus from "lucide-solid/icons/user-plus"
import { createSignal, Match, Show, Switch } from "solid-js"
import { useHostFeatures } from "~/api/info"
import { useInvite } from "~/api/invite"
import { useMembers } from "~/api/members"
import { useProfiles } from "~/api/profiles"
import { useTeam } from "~/api/relay/team"
import { account } from "~/auth/session"
import { text as inviteText } from "~/components/invites/words/en/invite"
import { MemberScale, useMemberLimit } from "~/components/relay/member-scale"
import { inviteLink, isPublic } from "~/domain/relay/invite"
import { matchesPerson } from "~/domain/relay/people"
import { type Relay, relayCan, relayState } from "~/domain/relay/relay"
import { text as membersText } from "~/features/members/words/en/members"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { Button, LinkButton } from "~/ui/form/button"
import { CopyButton } from "~/ui/form/copy"
import { SearchField } from "~/ui/form/search-field"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { NoMatches } from "~/ui/state/no-matches"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { Skeleton, SkeletonRows } from "~/ui/state/skeleton"
import { Bans } from "./bans"
import { InviteCodes } from "./invite-codes"
import { AddPerson } from "./people-add"
import { PeopleTable } from "./people-table"
import { Team } from "./team"

const words = membersText.members

/** From this share of the plan's limit on, the page warns. */
const TIGHT_SHARE = 0.8

/** The members and bans of a relay, with search, adding, removing, banning and lifting. */
export function People(props: { relay: Relay; settings?: string | undefined }) {
  const [search, setSearch] = useSearchParams<{ q?: string }>()
  const query = () => search.q ?? ""
  const find = (q: string) => setSearch({ q: q || undefined }, { replace: true })
  const can = () => relayCan(props.relay, account()).manageMembers
  const members = useMembers(() => ({ id: props.relay.id, enabled: props.relay.synced === 1 }))
  const people = () => (members.isPending ? undefined : members.data)
  const profile = useProfiles(() => people() ?? [])
  const team = useTeam(() => props.relay.id)
  const runs = (pubkey: string) =>
    pubkey === props.relay.tenant_pubkey || (team.isSuccess && team.data.team.some((one) => one.pubkey === pubkey))
  const found = () => (people() ?? []).filter((pubkey) => matchesPerson(query(), pubkey, profile(pubkey)?.name))
  const count = () => people()?.length ?? props.relay.member_count ?? 0

  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-6">
      <div class="flex flex-wrap items-end justify-between gap-x-10 gap-y-5">
        <div class="w-full max-w-[420px]">
          <MemberScale relay={props.relay} count={count()} wordy />
        </div>
        <div class="flex flex-wrap items-center gap-2 max-sm:w-full">
          <SearchField
            class="max-sm:w-full sm:w-[260px]"
            label={words.find}
            placeholder={words.find}
            value={query()}
            onInput={find}
          />
          <Show when={can()}>
            <Add relay={props.relay} members={people() ?? []} />
            <CopyInvite relay={props.relay} />
          </Show>
        </div>
      </div>
      <Show when={props.relay.synced === 1}>
        <Names />
      </Show>
      <Obstacle relay={props.relay} settings={props.settings ?? paths.editRelay(props.relay.id)} count={count()} />
      <Switch>
        <Match when={people()}>
          {(all) => (
            <Switch>
              <Match when={all().length === 0}>
                <Note title={words.emptyTitle} text={words.emptyText} />
              </Match>
              <Match when={found().length === 0}>
                <Card bare>
                  <NoMatches text={words.nothing(query())} onClear={() => find("")} />
                </Card>
              </Match>
              <Match when={true}>
                <PeopleTable
                  relay={props.relay}
                  people={found()}
                  of={all().length}
                  profile={profile}
                  manage={can()}
                  runs={runs}
                />
              </Match>
            </Switch>
          )}
        </Match>
        <Match when={props.relay.synced === 0}>
          <Note text={words.notYet} />
        </Match>
        <Match when={members.isError}>
          <ProblemNote error={members.error} onRetry={() => members.refetch()} />
        </Match>
        <Match when={members.isPending}>
          <SkeletonRows round count={5} />
        </Match>
      </Switch>
      <Show when={props.relay.synced === 1}>
        <InviteCodes relay={props.relay} manage={can()} />
        <Bans relay={props.relay} manage={can()} />
      </Show>
      <Team relay={props.relay} />
    </div>
  )
}

/** The page while the relay is loading. */
export const PeopleSkeleton = () => (
  <div class="grid grid-cols-[minmax(0,1fr)] gap-6">
    <div class="flex flex-wrap items-end justify-between gap-x-10 gap-y-5">
      <Skeleton class="h-9 w-full max-w-[420px]" />
      <Skeleton class="h-9 w-[260px] rounded-control! max-sm:h-[98px] max-sm:w-full" />
    </div>
    <Names />
    <Skeleton class="h-28 w-full rounded-card!" />
  </div>
)

const Names = () => <p class="-mb-3 text-ink-3 text-small">{words.names}</p>

/** Why members cannot be changed, or that the plan's limit is near. */
function Obstacle(props: { relay: Relay; settings: string; count: number }) {
  const max = useMemberLimit(() => props.relay)
  const host = useHostFeatures(() => props.relay.zooid_domain)
  const left = () => Math.max(0, (max() ?? 0) - props.count)
  const tight = () => max() !== undefined && props.count >= (max() ?? 0) * TIGHT_SHARE
  return (
    <>
      <Switch>
        <Match when={relayState(props.relay) !== "online" && props.relay.synced === 1}>
          <Note title={words.offline} text={words.offlineText} />
        </Match>
        <Match when={props.relay.management_enabled === 0}>
          <Note
            tone="sea"
            title={words.off}
            text={words.offText}
            action={
              <LinkButton size="small" href={`${props.settings}#experts`}>
                {words.toSettings}
              </LinkButton>
            }
          />
        </Match>
      </Switch>
      <Show when={tight()}>
        <Note
          tone="due"
          title={left() === 0 ? words.tightFull : words.tight(left())}
          text={host()?.member_limit ? words.tightText : words.tightUnlimited}
          action={
            <Show when={relayCan(props.relay, account()).changePlan}>
              <LinkButton size="small" href={`${props.settings}#plan`}>
                {words.changePlan}
              </LinkButton>
            </Show>
          }
        />
      </Show>
    </>
  )
}

function Add(props: { relay: Relay; members: readonly string[] }) {
  const [open, setOpen] = createSignal(false)
  const show = () => setOpen(true)
  return (
    <>
      <Button icon={UserPlus} class="max-sm:flex-1" onClick={show}>
        {words.add}
      </Button>
      <MountOnOpen open={open()}>
        <AddPerson relay={props.relay} members={props.members} open={open()} onClose={() => setOpen(false)} />
      </MountOnOpen>
    </>
  )
}

/** Copies the invite link, if others can use it; “Invite people” in the head has all options. */
function CopyInvite(props: { relay: Relay }) {
  const invite = useInvite(() => ({
    id: props.relay.id,
    enabled: isPublic(props.relay.url) && props.relay.provisioning === "active",
  }))
  return (
    <Show when={!invite.isPending && invite.data}>
      {(answer) => (
        <CopyButton
          kind="second"
          size="medium"
          class="max-sm:flex-1"
          icon={Link}
          word={words.copyInvite}
          label={inviteText.invite.label}
          value={inviteLink(props.relay.url, answer().claim)}
        />
      )}
    </Show>
  )
}
