import { useParams } from "@solidjs/router"
import { Match, Switch } from "solid-js"
import { useRelayStatus } from "~/api/health"
import { AvailabilityDays } from "~/components/availability"
import { useTitle } from "~/components/frame/title"
import { text as words } from "~/features/status/words/en/status"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { Empty } from "~/ui/state/empty"
import { Loading, Skeleton } from "~/ui/state/skeleton"

/** `/status/:id`: the availability of a relay whose owner publishes it. */
export default function RelayStatusPage() {
  const params = useParams<{ id: string }>()
  const status = useRelayStatus(() => params.id)
  useTitle(() => (status.isSuccess ? status.data.name || status.data.host : words.title))
  return (
    <Switch>
      <Match when={status.isSuccess && status.data}>
        {(shown) => (
          <>
            <h1 class="break-words text-h1">{shown().name || shown().host}</h1>
            <p class="mt-1 break-all text-ink-2">{shown().host}</p>
            <Card class="mt-6">
              <h2 class="mb-4 text-h3">{shown().online ? words.online : words.offline}</h2>
              <AvailabilityDays report={shown().availability} name={shown().host} />
            </Card>
            <p class="mt-3 text-ink-3 text-small">{words.relayNote}</p>
            <p class="mt-3 text-small">
              <a class="link" href={paths.status}>
                {words.all}
              </a>
            </p>
          </>
        )}
      </Match>
      <Match when={status.isError}>
        <h1 class="mb-6 text-h1">{words.title}</h1>
        <Empty title={words.missing} text={words.missingText} />
      </Match>
      <Match when={status.isPending}>
        <Loading label={words.loading} class="mt-6 grid gap-6">
          <Skeleton class="h-10 rounded-card" />
          <Skeleton class="h-36 rounded-card" />
        </Loading>
      </Match>
    </Switch>
  )
}
