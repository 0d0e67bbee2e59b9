import DoorOpen from "lucide-solid/icons/door-open"
import Eye from "lucide-solid/icons/eye"
import MessageSquare from "lucide-solid/icons/message-square"
import UserPlus from "lucide-solid/icons/user-plus"
import { Show } from "solid-js"
import { account } from "~/auth/session"
import { accessOf } from "~/domain/relay/access"
import { type Relay, relayCan } from "~/domain/relay/relay"
import { text } from "~/features/relay-overview/words/en/relay"
import { Card } from "~/ui/card"
import { Icon, type IconShape } from "~/ui/picture/icon"

const words = text.access

/** The people who may read, post, join and invite, in a word each. */
export function AccessCard(props: { relay: Relay; edit: string }) {
  const access = () => accessOf(props.relay)
  return (
    <Card
      title={words.title}
      action={
        <Show when={relayCan(props.relay, account()).edit}>
          <a class="link text-small" href={`${props.edit}#access`}>
            {words.change}
          </a>
        </Show>
      }
    >
      <dl class="grid grid-cols-2 gap-4 sm:grid-cols-4">
        <Right icon={Eye} name={words.read} who={words.circles[access().read]} />
        <Right icon={MessageSquare} name={words.post} who={words.circles[access().post]} />
        <Right icon={DoorOpen} name={words.join} who={words.circles[access().join]} />
        <Right
          icon={UserPlus}
          name={words.invite}
          who={access().invite === "members" ? words.inviteMembers : words.circles[access().invite]}
        />
      </dl>
    </Card>
  )
}

const Right = (props: { icon: IconShape; name: string; who: string }) => (
  <div class="min-w-0">
    <dt class="flex items-center gap-2 text-ink-2 text-small">
      <Icon of={props.icon} size={16} />
      {props.name}
    </dt>
    <dd class="mt-1 font-semibold text-control">{props.who}</dd>
  </div>
)
