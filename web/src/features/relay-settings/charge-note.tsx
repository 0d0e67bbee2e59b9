import { Match, Show, Switch } from "solid-js"
import { useInfo } from "~/api/info"
import { useNewRelayQuote } from "~/api/invoices"
import { account } from "~/auth/session"
import { useReading } from "~/components/billing/reading"
import { dueCents } from "~/domain/billing/invoice"
import { type Money, moneyText } from "~/domain/billing/money"
import { type Interval, type Plan, priceFor } from "~/domain/billing/plan"
import { day } from "~/domain/time"
import { text } from "~/i18n/en/plans"

const words = text.charge

/** The first charge of a new relay: the amount due after credit, its estimate in cents if there is one, and its days if it is for some only. */
type First = {
  due: Money
  total: Money
  cents: number | undefined
  carried: number
  days?: { from: number; to: number }
  waits: boolean
}

/**
 * The price of a new relay: the first charge net of credit, its days, and the price after that. The server quotes it. A
 * visitor has no running month and no credit, so the first charge is the whole price of the catalogue.
 */
export function ChargeNote(props: { plan: Plan | undefined; interval: Interval }) {
  const info = useInfo()
  const reading = useReading()
  const charges = () => info.isSuccess && info.data.payment_methods.length > 0
  const paid = () => (charges() && (props.plan?.price.amount ?? 0) > 0 ? props.plan : undefined)
  const quote = useNewRelayQuote(
    () => (paid() ? account()?.pubkey : undefined),
    () => paid()?.id,
    () => props.interval,
  )
  const now = () => Math.floor(Date.now() / 1000) + (info.isSuccess ? info.data.clock_ahead_seconds : 0)
  const first = (plan: Plan): First | undefined => {
    if (!account()) {
      const { price, cents } = priceFor(plan, props.interval)
      return { due: price, total: price, cents, carried: 0, waits: false }
    }
    if (!quote.isSuccess) return undefined
    const { due, total, carried, at, items, starts_when_paid: waits } = quote.data
    const to = Math.max(at, ...items.map((one) => one.period_end))
    return { due, total, cents: dueCents(quote.data), carried: carried.amount, days: { from: at, to }, waits }
  }
  const span = (plan: Plan, charge: First) => {
    const { price, cents, isYearly } = priceFor(plan, props.interval)
    const about = charge.due.currency === "sat" ? reading.read(charge.due, charge.cents).other : ""
    const then = (isYearly ? words.aYear : words.aMonth)(reading.text(price, cents))
    if (charge.waits || !charge.days) return (isYearly ? words.firstYear : words.firstMonth)(about, then)
    return words.span(about, day(charge.days.from, now()), day(charge.days.to, now()), then)
  }
  const credit = (charge: First) =>
    charge.carried < 0
      ? ` ${words.lessCredit(moneyText(charge.total), moneyText({ ...charge.total, amount: -charge.carried }))}`
      : ""
  /** Why it is not the price of a whole month or year. */
  const part = (plan: Plan, charge: First) => {
    const { price, isYearly } = priceFor(plan, props.interval)
    return charge.days && charge.total.amount > 0 && charge.total.amount < price.amount
      ? ` ${words.partOf(day(charge.days.to, now()), isYearly)}`
      : ""
  }
  /** When the relay starts. For a visitor it is unknown whether the first month is paid in advance. */
  const startWords = (waits: boolean, days: number) => {
    if (!account()) return words.dueIn(days)
    return waits ? words.startsWhenPaid(days) : words.grace(days)
  }
  return (
    <Show when={info.isSuccess && info.data}>
      {(server) => (
        <Switch>
          <Match when={!charges()}>
            <p class="text-ink-2">{words.none}</p>
          </Match>
          <Match when={props.plan?.price.amount === 0}>
            <p class="font-semibold">{words.free}</p>
            <p class="text-ink-2 text-small">{words.freeDetail}</p>
          </Match>
          <Match when={paid()}>
            {(plan) => (
              <Show when={first(plan())} fallback={<p class="text-ink-2 text-small">{words.asking}</p>}>
                {(charge) => (
                  <>
                    <p class="font-semibold tabular-nums">
                      {words.pay(reading.text(charge().due, charge().cents))}{" "}
                      <span class="font-normal text-ink-2">{span(plan(), charge())}</span>
                    </p>
                    <p class="text-ink-2 text-small">
                      {startWords(charge().waits, server().grace_days)}
                      {part(plan(), charge())}
                      {credit(charge())}
                    </p>
                  </>
                )}
              </Show>
            )}
          </Match>
        </Switch>
      )}
    </Show>
  )
}
