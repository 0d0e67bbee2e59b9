import { For, Match, Show, Switch } from "solid-js"
import { useMembers } from "~/api/members"
import { usePlans } from "~/api/plans"
import { useProfiles } from "~/api/profiles"
import type { Relay } from "~/domain/relay"
import { text } from "~/i18n/en/relay"
import { paths } from "~/paths"
import { Avatar, AvatarRow } from "~/ui/avatar"
import { Card } from "~/ui/card"
import { Scale } from "~/ui/scale"

const words = text.members

const FACES_MAX = 6
const NAMES_MAX = 2

/** How many members there are, against the plan's limit, and the first of them. */
export function PeopleCard(props: { relay: Relay; all?: string | undefined }) {
  const members = useMembers(() => ({ id: props.relay.id, enabled: props.relay.synced === 1 }))
  const people = () => (members.isPending ? undefined : members.data)
  const others = () => people()?.filter((pubkey) => pubkey !== props.relay.tenant_pubkey) ?? []
  const faces = () => others().slice(0, FACES_MAX)
  const profile = useProfiles(faces)
  const names = () =>
    faces()
      .flatMap((pubkey) => profile(pubkey)?.name ?? [])
      .slice(0, NAMES_MAX)
  return (
    <Card
      title={words.title}
      action={
        <a class="link text-small" href={props.all ?? paths.relayMembers(props.relay.id)}>
          {words.all}
        </a>
      }
    >
      <MemberScale relay={props.relay} count={people()?.length ?? props.relay.member_count ?? 0} />
      <Switch>
        <Match when={faces().length > 0}>
          <div class="mt-4 flex items-center gap-3">
            <AvatarRow>
              <For each={faces()}>
                {(pubkey) => <Avatar pubkey={pubkey} name={profile(pubkey)?.name} picture={profile(pubkey)?.picture} />}
              </For>
            </AvatarRow>
            <span class="min-w-0 text-ink-2 text-small">
              {words.and(names(), others().length - (names().length || faces().length))}
            </span>
          </div>
        </Match>
        <Match when={people()}>
          <p class="mt-3 text-ink-2 text-small">{words.onlyYou}</p>
        </Match>
      </Switch>
    </Card>
  )
}

/** The count over a scale of the plan's places; without a limit the count alone. */
export function MemberScale(props: { relay: Relay; count: number; wordy?: boolean | undefined }) {
  const max = useMemberLimit(() => props.relay)
  return (
    <Show
      when={max()}
      fallback={
        <p class="text-small">
          <b class="font-semibold tabular-nums">{words.count(props.count)}</b>{" "}
          <span class="text-ink-2">{words.noLimit(props.count)}</span>
        </p>
      }
    >
      {(limit) => (
        <>
          <div class="flex items-baseline justify-between gap-4 text-small">
            <span>
              <b class="font-semibold tabular-nums">{words.count(props.count)}</b>{" "}
              <span class="text-ink-2">{props.wordy ? words.ofMembers(limit()) : words.of(limit())}</span>
            </span>
            <span class="text-ink-3">{props.count >= limit() ? words.full : words.left(limit() - props.count)}</span>
          </div>
          <Scale class="mt-2" value={props.count} max={limit()} label={words.scale(props.count, limit())} />
        </>
      )}
    </Show>
  )
}

/** How many members the plan has places for; nothing where there is no limit, or it is not known yet. */
export function useMemberLimit(relay: () => Relay): () => number | undefined {
  const plans = usePlans()
  return () =>
    plans.isSuccess ? (plans.data.find((plan) => plan.id === relay().plan_id)?.members ?? undefined) : undefined
}
