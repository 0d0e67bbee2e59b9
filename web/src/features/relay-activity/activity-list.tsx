import { useSearchParams } from "@solidjs/router"
import { createMemo, For, Match, Switch, untrack } from "solid-js"
import { useRelayActivity } from "~/api/activity"
import { Entries, useTeller } from "~/components/relay/history"
import { text } from "~/components/relay/words/en/history"
import { ACTIVITY_TOPICS, type Activity, byDay } from "~/domain/relay/activity"
import type { Relay } from "~/domain/relay/relay"
import { calendarDays, day } from "~/domain/time"
import { Card } from "~/ui/card"
import { FilterPill } from "~/ui/form/filter"
import { NoMatches } from "~/ui/state/no-matches"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { SkeletonRows } from "~/ui/state/skeleton"
import { useNow } from "~/ui/time"

const words = text.activity

/** All activities of a relay by day, filtered by the page's address. */
export function History(props: { relay: Relay }) {
  const [search, setSearch] = useSearchParams<{ about?: string }>()
  const activity = useRelayActivity(() => props.relay.id)
  const entries = () => (activity.isPending ? undefined : activity.data)
  const told = useTeller(() => entries() ?? [])
  const topics = createMemo(() => {
    const there = new Set((entries() ?? []).map((entry) => told(entry).topic))
    return ACTIVITY_TOPICS.filter((topic) => there.has(topic))
  })
  const options = createMemo(() =>
    ["all" as const, ...topics()].map((value) => ({ value, label: words.topics[value] })),
  )
  const about = () => topics().find((topic) => topic === search.about)
  const shown = createMemo(() => (entries() ?? []).filter((entry) => !about() || told(entry).topic === about()))
  const choose = (topic: string) => setSearch({ about: topic === "all" ? undefined : topic }, { replace: true })

  return (
    <Switch>
      <Match when={entries()?.length === 0}>
        <Note title={words.empty} text={words.emptyText} />
      </Match>
      <Match when={entries()}>
        <div class="grid max-w-[760px] grid-cols-[minmax(0,1fr)] gap-6">
          <div>
            <FilterPill label={words.topic} value={about() ?? "all"} options={options()} onChange={choose} />
          </div>
          <Days entries={shown()} told={told} onClear={() => choose("all")} />
        </div>
      </Match>
      <Match when={activity.isError}>
        <ProblemNote error={activity.error} onRetry={() => activity.refetch()} />
      </Match>
      <Match when={activity.isPending}>
        <SkeletonRows count={6} />
      </Match>
    </Switch>
  )
}

function Days(props: { entries: readonly Activity[]; told: ReturnType<typeof useTeller>; onClear: () => void }) {
  const now = useNow()
  const today = createMemo(() => day(now(), now()))
  const name = (at: number) => {
    const days = calendarDays(now(), at)
    if (days === 0) return words.today
    return days === -1 ? words.yesterday : day(at, now())
  }
  // The clock ticks, but the day seldom changes: rows stay the same and keep the focus.
  const days = createMemo(() => {
    today()
    const entries = props.entries
    return untrack(() => byDay(entries, name))
  })
  return (
    <For
      each={days()}
      fallback={
        <Card bare>
          <NoMatches text={words.nothing} onClear={props.onClear} />
        </Card>
      }
    >
      {(group) => (
        <section>
          <h2 class="mb-1 text-h3">{group.day}</h2>
          <Entries entries={group.entries} told={props.told} as="clock" label={words.list(group.day)} />
        </section>
      )}
    </For>
  )
}
