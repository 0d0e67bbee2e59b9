import { Match, Switch } from "solid-js"
import { useStatus } from "~/api/health"
import { AvailabilityDays } from "~/components/availability"
import { useTitle } from "~/components/frame/title"
import { text as words } from "~/features/status/words/en/status"
import { Card } from "~/ui/card"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"

/** `/status`: the availability of all relays, for everyone. */
export default function StatusPage() {
  const status = useStatus()
  useTitle(() => words.title)
  return (
    <>
      <h1 class="text-h1">{words.title}</h1>
      <Switch>
        <Match when={status.isSuccess && status.data}>
          {(shown) => (
            <>
              <Note
                class="mt-6"
                tone={shown().state === "ok" ? "ok" : "due"}
                title={shown().state === "ok" ? words.ok : words.trouble}
                text={shown().state === "ok" ? undefined : words.troubleText}
              />
              <Card class="mt-6">
                <h2 class="mb-4 text-h3">{words.platform}</h2>
                <AvailabilityDays report={shown().availability} name={words.platform} />
              </Card>
            </>
          )}
        </Match>
        <Match when={status.isError}>
          <ProblemNote error={status.error} onRetry={() => status.refetch()} class="mt-6" />
        </Match>
        <Match when={status.isPending}>
          <Loading label={words.loading} class="mt-6 grid gap-6">
            <Skeleton class="h-14 rounded-card" />
            <Skeleton class="h-36 rounded-card" />
          </Loading>
        </Match>
      </Switch>
      <p class="mt-3 text-ink-3 text-small">{words.note}</p>
    </>
  )
}
