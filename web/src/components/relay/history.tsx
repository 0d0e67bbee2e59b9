import Banknote from "lucide-solid/icons/banknote"
import CircleDot from "lucide-solid/icons/circle-dot"
import Flag from "lucide-solid/icons/flag"
import Power from "lucide-solid/icons/power"
import SlidersHorizontal from "lucide-solid/icons/sliders-horizontal"
import Users from "lucide-solid/icons/users"
import { For, Match, Show, Switch } from "solid-js"
import { useRelayActivity } from "~/api/activity"
import { usePlans } from "~/api/plans"
import { useProfiles } from "~/api/profiles"
import { account } from "~/auth/session"
import { text } from "~/components/relay/words/en/history"
import { type Activity, type ActivityTopic, isRoutine, peopleIn, type Told, tell } from "~/domain/relay/activity"
import type { Relay } from "~/domain/relay/relay"
import { paths } from "~/paths"
import { Icon, type IconShape } from "~/ui/picture/icon"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { Time } from "~/ui/time"

const ICONS: Record<ActivityTopic, IconShape> = {
  setup: Flag,
  settings: SlidersHorizontal,
  people: Users,
  status: Power,
  money: Banknote,
  other: CircleDot,
}
const LATELY_MAX = 4

/** Formats entries for the reader, with names of plans and people if they are known. */
export function useTeller(activities: () => readonly Activity[]): (activity: Activity) => Told {
  const plans = usePlans()
  const profile = useProfiles(() => peopleIn(activities()))
  const planName = (id: string) => (plans.isSuccess ? plans.data.find((plan) => plan.id === id)?.name : undefined)
  return (activity) =>
    tell(activity, { viewer: account()?.pubkey, planName, personName: (pubkey) => profile(pubkey)?.name })
}

/** The newest activities, in a few lines. */
export function Lately(props: { relay: Relay; all?: string | undefined }) {
  const activity = useRelayActivity(() => props.relay.id)
  const entries = () => (activity.isPending ? [] : (activity.data ?? []))
  const newest = () =>
    entries()
      .filter((entry) => !isRoutine(entry))
      .slice(0, LATELY_MAX)
  const told = useTeller(newest)
  return (
    <section>
      <div class="mb-1 flex items-baseline justify-between gap-4">
        <h2 class="text-h2">{text.lately.title}</h2>
        <a class="link text-small" href={props.all ?? paths.relayActivity(props.relay.id)}>
          {text.lately.all}
        </a>
      </div>
      <Switch>
        <Match when={activity.isPending}>
          <Loading class="grid gap-3 py-3">
            <Skeleton />
            <Skeleton class="h-3.5 w-2/3" />
          </Loading>
        </Match>
        <Match when={newest().length > 0}>
          <Entries entries={newest()} told={told} as="relative" />
        </Match>
        <Match when={activity.isError}>
          <ProblemNote error={activity.error} onRetry={() => activity.refetch()} />
        </Match>
        <Match when={true}>
          <p class="py-2 text-ink-2">{text.lately.none}</p>
        </Match>
      </Switch>
    </section>
  )
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
