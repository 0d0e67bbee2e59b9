import { createSignal, For, Match, Show, Switch } from "solid-js"
import { type Figures as FiguresOfApi, useFigures } from "~/api/admin"
import { useInfo } from "~/api/info"
import { CHART_HEIGHT, figureText, linePath, rangeOf } from "~/domain/figures"
import { dayAndTime } from "~/domain/time"
import { text as words } from "~/features/operator/words/en/figures"
import { Card } from "~/ui/card"
import { FilterPill } from "~/ui/form/filter"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { Table, Td, Th, Tr } from "~/ui/table"
import { useNow } from "~/ui/time"

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
  const [open, setOpen] = createSignal(false)
  const name = () => words.name[props.figure.name] ?? props.figure.name
  const range = () => rangeOf(props.figure.values)
  const currency = () => (info.isSuccess ? info.data.currency : "sat")
  const shown = (value: number) => figureText(value, props.figure.unit, currency())
  const failed = () => rangeOf(props.second?.values ?? [])
  return (
    <Card>
      <h3 class="font-label text-ink-2 text-small">{name()}</h3>
      <Show when={range()} fallback={<p class="mt-1 text-ink-2">{words.empty}</p>}>
        {(known) => (
          <>
            <p class="mt-1 flex flex-wrap items-baseline gap-x-2 font-semibold text-h2 tabular-nums">
              {shown(known().latest)}
              <span class="font-normal text-ink-3 text-small">{words.top(shown(known().most))}</span>
            </p>
            <svg
              role="img"
              aria-label={words.said(name(), shown(known().latest), shown(known().least), shown(known().most))}
              viewBox={`0 -4 ${props.figure.values.length - 1} ${CHART_HEIGHT + 8}`}
              preserveAspectRatio="none"
              class="mt-3 h-16 w-full overflow-visible border-line-strong border-b"
            >
              <Line values={props.figure.values} top={known().most} class="stroke-chart-1" />
              <Show when={props.second}>
                {(second) => <Line values={second().values} top={known().most} class="stroke-chart-4" />}
              </Show>
            </svg>
            <Show when={failed()}>
              {(errors) => (
                <p class="mt-2 flex items-center gap-2 text-small tabular-nums">
                  <i aria-hidden="true" class="size-2.5 shrink-0 rounded-[2px] bg-chart-4" />
                  {words.failedRequests} {shown(errors().latest)}, {words.top(shown(errors().most))}
                </p>
              )}
            </Show>
            <details class="mt-3 text-small" onToggle={(event) => setOpen(event.currentTarget.open)}>
              <summary class="link w-fit cursor-pointer py-0.5">{words.table}</summary>
              <Show when={open()}>
                <Values of={props.of} figure={props.figure} name={name()} shown={shown} />
              </Show>
            </details>
          </>
        )}
      </Show>
    </Card>
  )
}

const Line = (props: { values: Figure["values"]; top: number; class: string }) => (
  <path
    d={linePath(props.values, props.top)}
    fill="none"
    stroke-width="1.5"
    stroke-linejoin="round"
    vector-effect="non-scaling-stroke"
    class={props.class}
  />
)

/** The known values of a chart, newest first. */
function Values(props: { of: FiguresOfApi; figure: Figure; name: string; shown: (value: number) => string }) {
  const now = useNow()
  const rows = () =>
    props.figure.values
      .map((value, step) => ({ value, at: props.of.from + step * props.of.step_seconds }))
      .filter((row): row is { value: number; at: number } => row.value !== null)
      .reverse()
  return (
    <section tabindex="0" aria-label={props.name} class="-mx-4 mt-2 max-h-64 overflow-y-auto sm:-mx-6">
      <Table
        label={props.name}
        head={
          <>
            <Th>{words.time}</Th>
            <Th end>{words.value}</Th>
          </>
        }
      >
        <For each={rows()}>
          {(row) => (
            <Tr>
              <Td>{dayAndTime(row.at, now())}</Td>
              <Td label={words.value} end class="whitespace-nowrap">
                {props.shown(row.value)}
              </Td>
            </Tr>
          )}
        </For>
      </Table>
    </section>
  )
}
