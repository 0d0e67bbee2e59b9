import { clsx } from "clsx"
import { createSignal, For, type JSX, Show } from "solid-js"
import { text as words } from "~/components/chart/words/en/chart"
import { CHART_HEIGHT, linePath, rangeOf } from "~/domain/figures"
import { day, dayAndTime } from "~/domain/time"
import { Table, Td, Th, Tr } from "~/ui/table"
import { useNow } from "~/ui/time"

type Values = readonly (number | null)[]

const DAY_SECONDS = 86_400

/** A small line chart under its latest value, with all values in a table. */
export function ValueChart(props: {
  name: string
  /** One for each step; null = not known. */
  values: Values
  /** The start of the first step, in unix seconds. */
  from: number
  stepSeconds: number
  shown: (value: number) => string
  /** A second line, on the scale of the first. */
  second?: Values | undefined
  /** Below the line: the legend of the second one. */
  children?: JSX.Element
  /** Classes of the table's frame. */
  tableClass?: string | undefined
}) {
  const [open, setOpen] = createSignal(false)
  const range = () => rangeOf(props.values)
  return (
    <>
      <h3 class="font-label text-ink-2 text-small">{props.name}</h3>
      <Show when={range()} fallback={<p class="mt-1 text-ink-2">{words.empty}</p>}>
        {(known) => (
          <>
            <p class="mt-1 flex flex-wrap items-baseline gap-x-2 font-semibold text-h2 tabular-nums">
              {props.shown(known().latest)}
              <span class="font-normal text-ink-3 text-small">{words.top(props.shown(known().most))}</span>
            </p>
            <svg
              role="img"
              aria-label={words.said(
                props.name,
                props.shown(known().latest),
                props.shown(known().least),
                props.shown(known().most),
              )}
              viewBox={`0 -4 ${props.values.length - 1} ${CHART_HEIGHT + 8}`}
              preserveAspectRatio="none"
              class="mt-3 h-16 w-full overflow-visible border-line-strong border-b"
            >
              <Line values={props.values} top={known().most} class="stroke-chart-1" />
              <Show when={props.second}>
                {(second) => <Line values={second()} top={known().most} class="stroke-chart-4" />}
              </Show>
            </svg>
            {props.children}
            <details class="mt-3 text-small" onToggle={(event) => setOpen(event.currentTarget.open)}>
              <summary class="link w-fit cursor-pointer py-0.5">{words.table}</summary>
              <Show when={open()}>
                <ValueTable
                  name={props.name}
                  values={props.values}
                  from={props.from}
                  stepSeconds={props.stepSeconds}
                  shown={props.shown}
                  class={props.tableClass}
                />
              </Show>
            </details>
          </>
        )}
      </Show>
    </>
  )
}

const Line = (props: { values: Values; top: number; class: string }) => (
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
function ValueTable(props: {
  name: string
  values: Values
  from: number
  stepSeconds: number
  shown: (value: number) => string
  class: string | undefined
}) {
  const now = useNow()
  const at = (seconds: number) =>
    // Days are counted in UTC, so their names are too.
    props.stepSeconds >= DAY_SECONDS ? day(seconds, now(), "UTC") : dayAndTime(seconds, now())
  const rows = () =>
    props.values
      .map((value, step) => ({ value, at: props.from + step * props.stepSeconds }))
      .filter((row): row is { value: number; at: number } => row.value !== null)
      .reverse()
  return (
    <section tabindex="0" aria-label={props.name} class={clsx("mt-2 max-h-64 overflow-y-auto", props.class)}>
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
              <Td>{at(row.at)}</Td>
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
