import { Match, Switch } from "solid-js"
import { useRelayActivity } from "~/api/activity"
import { Entries, useTeller } from "~/components/relay/history"
import { text } from "~/components/relay/words/en/history"
import { isRoutine } from "~/domain/relay/activity"
import type { Relay } from "~/domain/relay/relay"
import { paths } from "~/paths"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"

const LATELY_MAX = 4

/** The newest activities, in a few lines. */
export default function Lately(props: { relay: Relay; all?: string | undefined }) {
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
