import { For, Match, onMount, Show, Switch } from "solid-js"
import { useQuote } from "~/api/invoices"
import { text } from "~/components/billing/words/en/charge"
import { useOpenInvoice } from "~/components/relay/open-invoice"
import { dueCents, type Quote } from "~/domain/billing/invoice"
import { type Money, moneyText } from "~/domain/billing/money"
import { type Interval, type Plan, priceFor } from "~/domain/billing/plan"
import type { Relay } from "~/domain/relay/relay"
import { day } from "~/domain/time"
import { text as invoiceText } from "~/i18n/en/invoice"
import { ProblemNote } from "~/ui/state/problem"
import { useBillingNow } from "./billing-now"
import { useReading } from "./reading"

/** The quote for another plan of a relay, or for bringing it back, in one sentence and line by line. */
export function QuoteNote(props: { relay: Relay; plan: Plan; interval: Interval; back?: boolean }) {
  const now = useBillingNow()
  const reading = useReading()
  const quote = useQuote(
    () => props.relay.id,
    () => props.plan.id,
    props.back ? "active" : undefined,
    () => props.interval,
  )
  const asking = useOpenInvoice(() => props.relay)
  const then = () => {
    const { price, cents, isYearly } = priceFor(props.plan, props.interval)
    return (isYearly ? text.aYear : text.aMonth)(reading.text(price, cents))
  }
  const said = () => {
    if (!quote.isSuccess) return ""
    const { total, items, at, due } = quote.data
    const size = reading.text({ ...total, amount: Math.abs(total.amount) }, Math.abs(quote.data.amount))
    const toPay = () => reading.text(due, dueCents(quote.data))
    const ends = Math.max(at, ...items.map((item) => item.period_end))
    const after = props.plan.price.amount > 0 ? text.after(then()) : text.afterNothing
    const afterFrom = props.plan.price.amount > 0 ? text.afterFrom(day(ends, now()), then()) : text.afterNothing
    const on = props.back || props.relay.status === "active"
    if (quote.data.starts_when_paid)
      return `${props.back ? text.payToReturn(toPay()) : text.payToMove(toPay(), props.plan.name)} ${after}`
    if (items.length === 0) return `${on ? text.nothing : text.offline} ${after}`
    // Bringing a relay back ends no charge, so an open invoice does not change.
    if (!props.back && asking() && total.amount !== 0)
      return `${total.amount > 0 ? text.higher(size) : text.lower(size)} ${afterFrom}`
    if (total.amount > 0 && due.amount === 0) return `${text.coveredByCredit} ${afterFrom}`
    if (total.amount > 0) return `${text.pay(toPay(), invoiceText.span(day(at, now()), day(ends, now())))} ${after}`
    return `${total.amount < 0 ? text.credit(size) : text.nothing} ${afterFrom}`
  }
  const note = ({ starts_when_paid: waits }: Quote) => {
    if (waits) return props.interval === "year" ? text.yearBegins : text.monthBegins
    return props.back ? text.revive.exact : text.exact
  }
  return (
    <Switch
      fallback={
        <p role="status" class="text-ink-2 text-small">
          {text.asking}
        </p>
      }
    >
      <Match when={quote.isError}>
        <ProblemNote error={quote.error} onRetry={() => quote.refetch()} />
      </Match>
      <Match when={quote.isSuccess && quote.data}>
        {(known) => (
          <div ref={intoView} class="scroll-mb-28 rounded-note bg-sunken px-4 py-3.5">
            <p role="status" class="font-semibold text-control tabular-nums">
              {said()}
            </p>
            <Show when={isEstimated(known())}>
              <p class="text-ink-2 text-small tabular-nums">
                {text.estimate(reading.read(known().due, dueCents(known())).other)}
              </p>
            </Show>
            <Show when={known().items.length > 0}>
              <ul aria-label={text.lines} class="mt-2 grid gap-1 text-ink-2 text-small tabular-nums">
                <For each={known().items}>
                  {(item) => (
                    <li class="flex flex-wrap justify-between gap-x-4">
                      <span class="min-w-0 break-words">
                        {item.description},{" "}
                        {invoiceText.span(day(item.period_start, now()), day(item.period_end, now()))}
                      </span>
                      <span class="ml-auto whitespace-nowrap">{moneyText(item.total)}</span>
                    </li>
                  )}
                </For>
              </ul>
              <Show when={known().total.amount > 0 && known().carried.amount !== 0}>
                <dl class="mt-1 grid gap-1 text-ink-2 text-small tabular-nums">
                  <Sum name={known().carried.amount < 0 ? text.yourCredit : text.carried} sum={known().carried} />
                  <Sum name={text.toPay} sum={known().due} strong />
                </dl>
              </Show>
              <p class="mt-2 text-ink-3 text-small">{note(known())}</p>
            </Show>
          </div>
        )}
      </Match>
    </Switch>
  )
}

/** Whether the server's estimate is one of the amount due: it is one of the whole charge, before credit. */
const isEstimated = ({ due, total, carried }: Quote) =>
  due.amount > 0 && total.currency === "sat" && carried.amount === 0

const Sum = (props: { name: string; sum: Money; strong?: boolean }) => (
  <div class="flex justify-between gap-x-4" classList={{ "font-semibold text-ink": props.strong ?? false }}>
    <dt>{props.name}</dt>
    <dd class="whitespace-nowrap">{moneyText(props.sum)}</dd>
  </div>
)

/** Scrolls the costs out from under the save bar. */
const intoView = (element: HTMLElement) =>
  onMount(() => requestAnimationFrame(() => element.scrollIntoView?.({ block: "nearest" })))
