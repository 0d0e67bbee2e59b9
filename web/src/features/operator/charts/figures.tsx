import { createSignal, For, Match, Show, Switch } from "solid-js"
import { useInfo } from "~/api/info"
import { type Figures as FiguresOfApi, useFigures } from "~/api/operator/admin"
import { ValueChart } from "~/components/chart/value-chart"
import { figureText, rangeOf } from "~/domain/figures"
import { text as words } from "~/features/operator/words/en/figures"
import { Card } from "~/ui/card"
import { FilterPill } from "~/ui/form/filter"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"

type Figure = FiguresOfApi["figures"][number]
type Range = FiguresOfApi["range"]

/** Failed requests are a second line in the chart of all requests. */
const REQUESTS = "api_requests"
const ERRORS = "api_errors"

/** The figures of the platform over a day or a month: a small chart each, with its values in a table. */
export function Figures() {
  const [range, setRange] = createSignal<Range>("day")
  const figures = useFigures(range)
  return (
    <section aria-labelledby="figures" class="mt-8">
      <div class="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id="figures" class="text-h2">
          {words.title}
        </h2>
        <FilterPill
          label={words.range}
          labelHidden
          value={range()}
          options={[
            { value: "day", label: words.day },
            { value: "month", label: words.month },
          ]}
          onChange={(value) => setRange(value === "month" ? "month" : "day")}
        />
      </div>
      <Switch>
        <Match when={figures.isSuccess && figures.data}>{(shown) => <Charts of={shown()} />}</Match>
        <Match when={figures.isError}>
          <ProblemNote error={figures.error} onRetry={() => figures.refetch()} />
        </Match>
        <Match when={figures.isPending}>
          <Loading label={words.loading} class="grid gap-6 sm:grid-cols-2 lg:grid-cols-3">
            <Skeleton class="h-44 rounded-card" />
            <Skeleton class="h-44 rounded-card" />
            <Skeleton class="h-44 rounded-card" />
          </Loading>
        </Match>
      </Switch>
      <p class="mt-3 text-ink-3 text-small">{words.note}</p>
    </section>
  )
}

function Charts(props: { of: FiguresOfApi }) {
  const shown = () => props.of.figures.filter(({ name }) => name !== ERRORS)
  const errors = () => props.of.figures.find(({ name }) => name === ERRORS)
  return (
    <div class="grid gap-6 sm:grid-cols-2 lg:grid-cols-3">
      <For each={shown()}>
        {(figure) => <Chart of={props.of} figure={figure} second={figure.name === REQUESTS ? errors() : undefined} />}
      </For>
    </div>
  )
}

function Chart(props: { of: FiguresOfApi; figure: Figure; second: Figure | undefined }) {
  const info = useInfo()
  const currency = () => (info.isSuccess ? info.data.currency : "sat")
  const shown = (value: number) => figureText(value, props.figure.unit, currency())
  const failed = () => rangeOf(props.second?.values ?? [])
  return (
    <Card>
      <ValueChart
        name={words.name[props.figure.name] ?? props.figure.name}
        values={props.figure.values}
        from={props.of.from}
        stepSeconds={props.of.step_seconds}
        shown={shown}
        second={props.second?.values}
        tableClass="-mx-4 sm:-mx-6"
      >
        <Show when={failed()}>
          {(errors) => (
            <p class="mt-2 flex items-center gap-2 text-small tabular-nums">
              <i aria-hidden="true" class="size-2.5 shrink-0 rounded-[2px] bg-chart-4" />
              {words.failedRequests} {shown(errors().latest)}, {words.top(shown(errors().most))}
            </p>
          )}
        </Show>
      </ValueChart>
    </Card>
  )
}
