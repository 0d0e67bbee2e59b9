import Hash from "lucide-solid/icons/hash"
import Lock from "lucide-solid/icons/lock"
import Phone from "lucide-solid/icons/phone"
import { For, Show } from "solid-js"
import { useHostFeatures } from "~/api/info"
import { hostOf } from "~/domain/relay/relay"
import { text } from "~/features/marketing/words/en/marketing"
import { Avatar, AvatarRow } from "~/ui/picture/avatar"
import { Flag } from "~/ui/picture/flag"
import { Icon } from "~/ui/picture/icon"
import { Scale } from "~/ui/state/scale"
import { Status } from "~/ui/state/status"

const words = text.hero.card

/** Members of the example, and how many its plan allows. */
const MEMBERS = 37
const MEMBERS_MAX = 100
const SEGMENTS = 40

/**
 * A community as its members see it, with the name that the visitor types and the flag of its address. An example, drawn
 * for the eye only: screen readers get one label.
 */
export function CommunityCard(props: { name: string; label: string; domain: string }) {
  const host = useHostFeatures()
  const name = () => props.name.trim() || words.name
  const rooms = () => {
    if (host()?.rooms === false) return []
    return words.rooms.filter((room) => !room.hasFiles || host()?.blossom !== false)
  }
  return (
    <div role="img" aria-label={words.picture}>
      <div aria-hidden="true" class="overflow-hidden rounded-dialog border border-line bg-surface shadow-shot">
        <div class="flex items-center gap-4 px-6 py-5">
          <Flag seed={props.label || words.label} size={56} />
          <div class="min-w-0 flex-1">
            <p class="truncate text-h2">{name()}</p>
            <p class="truncate text-ink-2 text-small">{hostOf(props.label || words.label, props.domain)}</p>
          </div>
          <span class="max-sm:hidden">
            <Status tone="ok" word={words.online} />
          </span>
        </div>
        <div class="px-6 pb-5">
          <p class="mb-2 font-label text-small">{words.members(MEMBERS, MEMBERS_MAX)}</p>
          <Scale value={MEMBERS} max={MEMBERS_MAX} segments={SEGMENTS} label="" />
        </div>
        <ul class="divide-y divide-line border-line border-t px-6">
          <For each={rooms()}>
            {(room) => (
              <Row icon={room.isPrivate ? Lock : Hash} title={room.name} text={room.text} unread={room.unread} />
            )}
          </For>
          <Show when={host()?.livekit}>
            <Row icon={Phone} title={words.call} text={words.callText} />
          </Show>
        </ul>
        <div class="flex items-center gap-3 border-line border-t bg-sunken px-6 py-3 text-ink-2 text-small">
          <AvatarRow>
            <For each={words.people}>
              {(person) => <Avatar pubkey={person.key.repeat(32)} name={person.name} size={26} />}
            </For>
          </AvatarRow>
          <span class="truncate">{words.here}</span>
        </div>
      </div>
    </div>
  )
}

const Row = (props: { icon: typeof Hash; title: string; text: string; unread?: number | undefined }) => (
  <li class="flex items-center gap-3 py-2.5 text-control">
    <Icon of={props.icon} size={16} class="text-ink-3" />
    <span class="min-w-0 flex-1 truncate">
      <b class="font-semibold">{props.title}</b> <span class="ml-2 text-ink-2">{props.text}</span>
    </span>
    <Show when={props.unread}>
      {(count) => <span class="rounded-full bg-sea-wash px-2 font-label text-sea-text text-small">{count()}</span>}
    </Show>
  </li>
)
