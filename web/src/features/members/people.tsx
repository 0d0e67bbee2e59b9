import { useSearchParams } from "@solidjs/router"
import Link from "lucide-solid/icons/link"
import UserPlus from "lucide-solid/icons/user-plus"
import { createSignal, type JSX, Match, Show, Switch } from "solid-js"
import { useHostFeatures } from "~/api/info"
import { useInvite } from "~/api/invite"
import { type MemberPage, useMemberPages } from "~/api/members"
import { useProfiles } from "~/api/profiles"
import { useTeam } from "~/api/relay/team"
import { account } from "~/auth/session"
import { text as inviteText } from "~/components/invites/words/en/invite"
import { MemberScale, useMemberLimit } from "~/components/relay/member-scale"
import { matchesPerson } from "~/domain/relay/people"
import { type Relay, relayCan, relayState } from "~/domain/relay/relay"
import { text as membersText } from "~/features/members/words/en/members"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { Button, LinkButton } from "~/ui/form/button"
import { CopyButton } from "~/ui/form/copy"
import { DelayedSearch } from "~/ui/form/delayed-search"
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

/** The longest search that the server takes, in characters. */
const SEARCH_MAX = 200

/** The members and bans of a relay, with search, adding, removing, banning and lifting. */
export function People(props: { relay: Relay; settings?: string | undefined }) {
  const [address, setAddress] = useSearchParams<{ q?: string }>()
  const search = () => (address.q ?? "").trim().slice(0, SEARCH_MAX)
  const find = (q: string) => setAddress({ q: q || undefined }, { replace: true })
  const can = () => relayCan(props.relay, account()).manageMembers
  const isSynced = () => props.relay.synced === 1
  const all = useMemberPages(() => ({ id: props.relay.id, q: "", enabled: isSynced() }))
  const found = useMemberPages(() => ({ id: props.relay.id, q: search(), enabled: isSynced() && search() !== "" }))
  const list = () => (search() ? found : all)
  const count = () => pagesOf(all)?.[0]?.total ?? props.relay.member_count ?? 0
  const team = useTeam(() => props.relay.id)
  /** Whether a person runs the relay. They leave the team before they can be removed or banned. */
  const runs = (pubkey: string) =>
    pubkey === props.relay.tenant_pubkey || (team.isSuccess && team.data.team.some((one) => one.pubkey === pubkey))

  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-6">
      <div class="flex flex-wrap items-end justify-between gap-x-10 gap-y-5">
        <div class="w-full max-w-[420px]">
          <MemberScale relay={props.relay} count={count()} wordy />
        </div>
        <div class="flex flex-wrap items-center gap-2 max-sm:w-full">
          <DelayedSearch
            class="max-sm:w-full sm:w-[260px]"
            label={words.find}
            search={search()}
            onFind={find}
            max={SEARCH_MAX}
          />
          <Show when={can()}>
            <Add relay={props.relay} />
            <CopyInvite relay={props.relay} />
          </Show>
        </div>
      </div>
      <Show when={isSynced()}>
        <Names />
      </Show>
      <Obstacle relay={props.relay} settings={props.settings ?? paths.editRelay(props.relay.id)} count={count()} />
      <div aria-busy={list().isFetching}>
        <Switch>
          <Match when={pagesOf(list())}>
            {(pages) => (
              <Found
                relay={props.relay}
                manage={can()}
                runs={runs}
                search={search()}
                pages={pages()}
                loaded={keysOf(pagesOf(all))}
                onClear={() => find("")}
                more={
                  <Show when={list().hasNextPage}>
                    <Button class="mt-3" busy={list().isFetchingNextPage} onClick={() => void list().fetchNextPage()}>
                      {words.more}
                    </Button>
                  </Show>
                }
              />
            )}
          </Match>
          <Match when={!isSynced()}>
            <Note text={words.notYet} />
          </Match>
          <Match when={list().isError}>
            <ProblemNote error={list().error} onRetry={() => list().refetch()} />
          </Match>
          <Match when={list().isPending}>
            <SkeletonRows round count={5} />
          </Match>
        </Switch>
      </div>
      <Show when={isSynced()}>
        <InviteCodes relay={props.relay} manage={can()} />
        <Bans relay={props.relay} manage={can()} />
      </Show>
      <Team relay={props.relay} />
    </div>
  )
}

const pagesOf = (query: ReturnType<typeof useMemberPages>) => (query.isPending ? undefined : query.data?.pages)
const keysOf = (pages: readonly MemberPage[] | undefined) => pages?.flatMap((page) => page.members) ?? []

/** The rows that are loaded of all members, or of those that a search finds. */
function Found(props: {
  relay: Relay
  manage: boolean
  search: string
  pages: readonly MemberPage[]
  /** The members that are loaded without a search. */
  loaded: readonly string[]
  onClear: () => void
  more: JSX.Element
  runs: (pubkey: string) => boolean
}) {
  const profile = useProfiles(() => rows())
  const hasMore = () => props.pages.at(-1)?.next !== undefined
  const total = () => props.pages.at(-1)?.total ?? 0
  const isOwner = (pubkey: string) => pubkey === props.relay.tenant_pubkey
  // The relay knows the names that are stored on it. The browser knows more of them, of the rows that it has shown.
  const known = () => props.loaded.filter((pubkey) => matchesPerson(props.search, pubkey, profile(pubkey)?.name))
  const rows = () => {
    const keys = keysOf(props.pages)
    if (props.search) return [...new Set([...keys, ...known()])]
    // The owner is a member of each relay, and is the first row wherever the key is in the order.
    return hasMore() && !keys.some(isOwner) ? [props.relay.tenant_pubkey, ...keys] : keys
  }
  const names = () => (props.search ? props.pages.at(-1)?.names : undefined)
  return (
    <>
      <Switch>
        <Match when={rows().length === 0 && props.search}>
          <Card bare>
            <NoMatches text={words.nothing(props.search)} onClear={props.onClear} />
          </Card>
        </Match>
        <Match when={rows().length === 0}>
          <Note title={words.emptyTitle} text={words.emptyText} />
        </Match>
        <Match when={true}>
          <PeopleTable
            relay={props.relay}
            people={rows()}
            shown={
              props.search && hasMore()
                ? words.found(rows().length, props.pages.at(-1)?.matched ?? 0)
                : words.shown(rows().length, total())
            }
            profile={profile}
            manage={props.manage}
            runs={props.runs}
          />
          {props.more}
        </Match>
      </Switch>
      <p class="mt-3 text-ink-3 text-small empty:hidden" role="status">
        {names() === "none" ? words.noNames : names() === "newest" ? words.manyNames : ""}
      </p>
    </>
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

function Add(props: { relay: Relay }) {
  const [open, setOpen] = createSignal(false)
  const show = () => setOpen(true)
  return (
    <>
      <Button icon={UserPlus} class="max-sm:flex-1" onClick={show}>
        {words.add}
      </Button>
      <MountOnOpen open={open()}>
        <AddPerson relay={props.relay} open={open()} onClose={() => setOpen(false)} />
      </MountOnOpen>
    </>
  )
}

/** Copies the invite link; “Invite people” in the head has all options. */
function CopyInvite(props: { relay: Relay }) {
  const invite = useInvite(() => ({ id: props.relay.id, enabled: props.relay.provisioning === "active" }))
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
          value={answer().link}
        />
      )}
    </Show>
  )
}
