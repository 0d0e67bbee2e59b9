import { For, Match, Switch } from "solid-js"
import { useMembers } from "~/api/members"
import { useProfiles } from "~/api/profiles"
import { MemberScale } from "~/components/relay/member-scale"
import { text as words } from "~/components/relay/words/en/member-count"
import type { Relay } from "~/domain/relay/relay"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { Avatar, AvatarRow } from "~/ui/picture/avatar"

const FACES_MAX = 6
const NAMES_MAX = 2

/** The number of members, the plan's limit, and the first members. */
export function PeopleCard(props: { relay: Relay; all?: string | undefined }) {
  const members = useMembers(() => ({
    id: props.relay.id,
    enabled: props.relay.synced === 1,
    q: "",
    // The owner may be among them.
    limit: FACES_MAX + 1,
  }))
  const people = () => (members.isPending ? undefined : members.data)
  const faces = () =>
    (people()?.members ?? []).filter((pubkey) => pubkey !== props.relay.tenant_pubkey).slice(0, FACES_MAX)
  /** The owner is a member of each relay. */
  const others = () => Math.max(0, (people()?.total ?? 0) - 1)
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
      <MemberScale relay={props.relay} count={people()?.total ?? props.relay.member_count ?? 0} />
      <Switch>
        <Match when={faces().length > 0}>
          <div class="mt-4 flex items-center gap-3">
            <AvatarRow>
              <For each={faces()}>
                {(pubkey) => <Avatar pubkey={pubkey} name={profile(pubkey)?.name} picture={profile(pubkey)?.picture} />}
              </For>
            </AvatarRow>
            <span class="min-w-0 text-ink-2 text-small">
              {words.and(names(), others() - (names().length || faces().length))}
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
