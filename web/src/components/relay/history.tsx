import Banknote from "lucide-solid/icons/banknote"
import CircleDot from "lucide-solid/icons/circle-dot"
import Flag from "lucide-solid/icons/flag"
import Power from "lucide-solid/icons/power"
import SlidersHorizontal from "lucide-solid/icons/sliders-horizontal"
import Users from "lucide-solid/icons/users"
import { For, Show } from "solid-js"
import { usePlans } from "~/api/plans"
import { useProfiles } from "~/api/profiles"
import { account } from "~/auth/session"
import { type Activity, type ActivityTopic, peopleIn, type Told, tell } from "~/domain/relay/activity"
import { Icon, type IconShape } from "~/ui/picture/icon"
import { Time } from "~/ui/time"

const ICONS: Record<ActivityTopic, IconShape> = {
  setup: Flag,
  settings: SlidersHorizontal,
  people: Users,
  status: Power,
  money: Banknote,
  other: CircleDot,
}

/** Formats entries for the reader, with names of plans and people if they are known. */
export function useTeller(activities: () => readonly Activity[]): (activity: Activity) => Told {
  const plans = usePlans()
  const profile = useProfiles(() => peopleIn(activities()))
  const planName = (id: string) => (plans.isSuccess ? plans.data.find((plan) => plan.id === id)?.name : undefined)
  return (activity) =>
    tell(activity, { viewer: account()?.pubkey, planName, personName: (pubkey) => profile(pubkey)?.name })
}

/** Entries as lines: topic, sentence, time. */
export function Entries(props: {
  entries: readonly Activity[]
  told: (activity: Activity) => Told
  as: "relative" | "clock"
  label?: string | undefined
}) {
  return (
    <ul class="divide-y divide-line" aria-label={props.label}>
      <For each={props.entries}>{(entry) => <Entry entry={entry} told={props.told(entry)} as={props.as} />}</For>
    </ul>
  )
}

function Entry(props: { entry: Activity; told: Told; as: "relative" | "clock" }) {
  return (
    <li class="grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-4 py-2 text-control leading-[22px]">
      <Icon of={ICONS[props.told.topic]} size={16} class="mt-[3px] text-ink-3" />
      <div class="min-w-0 break-words">
        <p>{props.told.sentence}</p>
        <Show when={props.told.detail}>
          <p class="text-ink-2 text-small">{props.told.detail}</p>
        </Show>
      </div>
      <Time at={props.entry.created_at} as={props.as} class="whitespace-nowrap text-ink-3 text-small leading-[22px]" />
    </li>
  )
}
