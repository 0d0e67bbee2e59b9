import { useLocation } from "@solidjs/router"
import { Match, Show, Switch } from "solid-js"
import { useReportStatus } from "~/api/reports"
import { Plain } from "~/components/frame/plain"
import { useTitle } from "~/components/frame/title"
import { text } from "~/features/report/words/en/report"
import { text as shared } from "~/i18n/en/reports"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { Time } from "~/ui/time"

const words = text.outcome

/** `/report/outcome#CODE`: what became of a report. The code is in the fragment, so that it is in no log of pages. */
export default function ReportOutcomePage() {
  const location = useLocation()
  const code = () => location.hash.replace("#", "")
  const status = useReportStatus(code)
  useTitle(() => words.title)
  return (
    <Show
      when={code()}
      fallback={
        <Plain title={words.noCode} text={words.noCodeText} action={{ href: paths.report, label: words.report }} />
      }
    >
      <div class="mx-auto max-w-[600px]">
        <h1 class="text-h1">{words.title}</h1>
        <Switch>
          <Match when={status.isError}>
            <ProblemNote error={status.error} onRetry={() => status.refetch()} class="mt-6" />
          </Match>
          <Match when={status.isPending}>
            <Loading label={words.loading} class="mt-6">
              <Skeleton class="h-32 w-full rounded-card!" />
            </Loading>
          </Match>
          <Match when={status.isSuccess && status.data}>
            {(report) => (
              <Card class="mt-6">
                <p class="text-ink-2 text-small [overflow-wrap:anywhere]">
                  {words.about(report().relay, report().message)} · {shared.reason[report().reason]}
                </p>
                <h2 class="mt-1 text-h3">{outcomeOf(report().decision)}</h2>
                <Show when={report().sentence} fallback={<p class="mt-2 text-ink-2">{words.openText}</p>}>
                  {(sentence) => (
                    <p dir="auto" class="mt-2 whitespace-pre-line [overflow-wrap:anywhere]">
                      {words.said} “{sentence()}”
                    </p>
                  )}
                </Show>
                <Show when={report().decided_at}>
                  {(at) => (
                    <p class="mt-2 text-ink-3 text-small">
                      <Time at={at()} as="dayAndTime" />
                    </p>
                  )}
                </Show>
              </Card>
            )}
          </Match>
        </Switch>
      </div>
    </Show>
  )
}

const outcomeOf = (decision: keyof typeof shared.decision | null) =>
  decision === null ? words.open : shared.decision[decision]
