import { For, Show } from "solid-js"
import type { Overview } from "~/api/operator/admin"
import { estimate, moneyParts, moneyText } from "~/domain/billing/money"
import { type Month, monthName, scaleOf } from "~/domain/billing/revenue"
import { text } from "~/features/operator/words/en/admin-money"
import { Card } from "~/ui/card"
import { Tag } from "~/ui/state/tag"
import { Table, Td, Th, Tr } from "~/ui/table"

const words = text.revenue

/** Payments less refunds by month: the figure of this month, bars for the last twelve, and a table. */
export function Revenue(props: { months: Overview["revenue"] }) {
  const now = () => props.months[0]
  const before = () => props.months[1]
  const inOrder = () => props.months.toReversed()
  const any = () => props.months.some((month) => month.total.amount !== 0)
  return (
    <Card>
      <Show when={now()}>
        {(month) => (
          <>
            <div class="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
              <h2 class="font-label text-ink-2 text-small">{words.title}</h2>
              <Tag>{words.notComplete(monthName(month().month, "long"))}</Tag>
            </div>
            <p class="mt-1 font-semibold text-figure tabular-nums">
              {moneyParts(month().total).figure}{" "}
              <span class="font-normal text-control text-ink-2 tracking-normal">
                {moneyParts(month().total).unit}
                {month().total.currency === "sat" ? ` ${estimate(month().amount)}` : ""}
              </span>
            </p>
          </>
        )}
      </Show>
      <Show when={before()}>
        {(month) => (
          <p class="mt-1 text-ink-2 text-small">
            {words.before(monthName(month().month, "long"), moneyText(month().total))}
          </p>
        )}
      </Show>
      <p class="text-ink-3 text-small">{words.note}</p>
      <Show when={any()} fallback={<p class="mt-6 text-ink-2">{words.none}</p>}>
        <Bars months={inOrder()} />
        <details class="mt-4 text-small">
          <summary class="link w-fit cursor-pointer py-0.5">{words.table}</summary>
          <div class="-mx-4 mt-2 sm:-mx-6">
            <Months months={props.months} />
          </div>
        </details>
      </Show>
    </Card>
  )
}

function Bars(props: { months: readonly Month[] }) {
  const most = () => Math.max(...props.months.map((month) => month.total.amount))
  const least = () => Math.min(...props.months.map((month) => month.total.amount))
  const scale = () => scaleOf(most(), least())
  const bottom = () => scale()[0] ?? 0
  const share = (amount: number) => (amount / ((scale().at(-1) ?? 1) - bottom())) * 100
  const height = (amount: number) => share(amount - bottom())
  const monthOf = (amount: number) => props.months.find((month) => month.total.amount === amount)
  const isCents = () => props.months[0]?.total.currency === "usd"
  const short = (amount: number) =>
    (isCents() ? amount / 100 : amount)
      .toLocaleString("en-US", { notation: "compact", maximumFractionDigits: 1 })
      .replace("-", "−")
  const said = () => {
    const [highest, lowest] = [monthOf(most()), least() < 0 && monthOf(least())]
    const [from, to] = [props.months[0], props.months.at(-1)]
    if (!highest || !from || !to) return words.caption
    const name = (month: Month) => `${monthName(month.month, "long")} ${month.month.slice(0, 4)}`
    const chart = words.chart(name(from), name(to), moneyText(highest.total), name(highest))
    return lowest ? `${chart} ${words.lowest(moneyText(lowest.total), name(lowest))}` : chart
  }
  return (
    <div role="img" aria-label={said()} class="mt-7 pl-11 text-ink-3 text-micro tabular-nums">
      <div class="relative h-52">
        <For each={scale()}>
          {(step) => (
            <i
              class="absolute inset-x-0 border-line border-t"
              classList={{ "border-line-strong": step === 0 }}
              style={{ bottom: `${height(step)}%` }}
            />
          )}
        </For>
        <For each={scale()}>
          {(step) => (
            <span class="absolute -left-11 w-9 translate-y-1/2 text-right" style={{ bottom: `${height(step)}%` }}>
              {short(step)}
            </span>
          )}
        </For>
        <div class="absolute inset-0 flex gap-1 px-1 sm:gap-3 sm:px-2">
          <For each={props.months}>
            {(month, at) => (
              <span
                class="relative min-w-0 flex-1"
                title={`${monthName(month.month, "long")}: ${moneyText(month.total)}`}
              >
                <i
                  class="absolute inset-x-0"
                  classList={{
                    "rounded-t-[2px] bg-chart-1": month.total.amount >= 0,
                    "rounded-b-[2px] bg-chart-4": month.total.amount < 0,
                    "opacity-45": at() === props.months.length - 1,
                  }}
                  style={{
                    bottom: `${height(Math.min(0, month.total.amount))}%`,
                    height: `${share(Math.abs(month.total.amount))}%`,
                  }}
                />
              </span>
            )}
          </For>
        </div>
      </div>
      <div class="mt-2 flex gap-1 px-1 text-center sm:gap-3 sm:px-2">
        <For each={props.months}>
          {(month) => (
            <span class="min-w-0 flex-1">
              <span class="max-sm:hidden">{monthName(month.month)}</span>
              <span class="sm:hidden">{monthName(month.month, "narrow")}</span>
            </span>
          )}
        </For>
      </div>
    </div>
  )
}

const Months = (props: { months: readonly Month[] }) => (
  <Table
    label={words.caption}
    head={
      <>
        <Th>{words.month}</Th>
        <Th end>{words.payments}</Th>
        <Th end>{words.sum}</Th>
      </>
    }
  >
    <For each={props.months}>
      {(month) => (
        <Tr>
          <Td>{`${monthName(month.month, "long")} ${month.month.slice(0, 4)}`}</Td>
          <Td label={words.payments} end>
            {month.payments.toLocaleString("en-US")}
          </Td>
          <Td label={words.sum} end class="whitespace-nowrap">
            {moneyText(month.total)}
          </Td>
        </Tr>
      )}
    </For>
  </Table>
)
