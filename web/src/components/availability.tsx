import { createSignal, For, Show } from "solid-js"
import { text as words } from "~/components/words/en/availability"
import { type DayState, dateOf, dayState, percent, type Share } from "~/domain/availability"
import { Marks } from "~/ui/state/scale"
import { Table, Td, Th, Tr } from "~/ui/table"

const MARKS = { up: "sea", short: "due", down: "bad", none: undefined } as const satisfies Record<DayState, unknown>

/** The availability of the last 90 days: a bar with a mark a day, the sum in words, and the days in a table. */
export function AvailabilityDays(props: {
  report: { from: string; availability: number | null; days: readonly Share[] }
  /** What the days belong to, for the label of the table. */
  name: string
}) {
  const [open, setOpen] = createSignal(false)
  const states = () => props.report.days.map(dayState)
  const label = () => {
    const share = props.report.availability
    if (share === null) return words.none
    return words.label(percent(share), states().filter((state) => state === "short" || state === "down").length)
  }
  const rows = () =>
    props.report.days.map((share, step) => ({ date: dateOf(props.report.from, step), share })).reverse()
  return (
    <>
      <Marks marks={states().map((state) => MARKS[state])} label={label()} />
      <div class="mt-1 flex justify-between text-ink-3 text-micro">
        <span>{words.ago}</span>
        <span>{words.today}</span>
      </div>
      <p class="mt-2 text-ink-2 text-small tabular-nums">
        {props.report.availability === null ? words.unknown : words.sum(percent(props.report.availability))}
      </p>
      <details class="mt-2 text-small" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary class="link w-fit cursor-pointer py-0.5">{words.table}</summary>
        <Show when={open()}>
          <section tabindex="0" aria-label={props.name} class="mt-2 max-h-64 overflow-y-auto">
            <Table
              label={props.name}
              head={
                <>
                  <Th>{words.day}</Th>
                  <Th end>{words.online}</Th>
                </>
              }
            >
              <For each={rows()}>
                {(row) => (
                  <Tr>
                    <Td>{row.date}</Td>
                    <Td label={words.online} end class="whitespace-nowrap">
                      {row.share === null ? words.notMeasured : percent(row.share)}
                    </Td>
                  </Tr>
                )}
              </For>
            </Table>
          </section>
        </Show>
      </details>
    </>
  )
}
