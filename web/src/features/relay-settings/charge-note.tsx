import { Match, Show, Switch } from "solid-js"
import { useInfo } from "~/api/info"
import { useNewRelayQuote } from "~/api/invoices"
import { account } from "~/auth/session"
import { estimate, type Money, moneyText } from "~/domain/billing/money"
import type { Plan } from "~/domain/billing/plan"
import { day } from "~/domain/time"
import { text } from "~/i18n/en/plans"

const words = text.charge

/** The first charge of a new relay: the amount due after credit, its estimate in cents, and its days if it is for some only. */
type First = {
  due: Money
  total: Money
  cents: number
  carried: number
  days?: { from: number; to: number }
  waits: boolean
}

/**
 * The price of a new relay: the first charge net of credit, its days, and the price after that. The server quotes it. A
 * visitor has no running month and no credit, so the first charge is the whole price of the catalogue.
 */
export function ChargeNote(props: { plan: Plan | undefined }) {
  const info = useInfo()
  const charges = () => info.isSuccess && info.data.payment_methods.length > 0
  const paid = () => (charges() && (props.plan?.price.amount ?? 0) > 0 ? props.plan : undefined)
  const quote = useNewRelayQuote(
    () => (paid() ? account()?.pubkey : undefined),
    () => paid()?.id,
  )
  const now = () => Math.floor(Date.now() / 1000) + (info.isSuccess ? info.data.clock_ahead_seconds : 0)
  const first = (plan: Plan): First | undefined => {
    // A visitor has no running month and no credit.
    if (!account()) return { due: plan.price, total: plan.price, cents: plan.amount, carried: 0, waits: false }
    if (!quote.isSuccess) return undefined
    const { due, total, carried, at, items, amount, starts_when_paid: waits } = quote.data
    const to = Math.max(at, ...items.map((one) => one.period_end))
    return { due, total, cents: amount, carried: carried.amount, days: { from: at, to }, waits }
  }
  const span = (plan: Plan, charge: First) => {
    // The server estimates the whole charge, and not what credit leaves of it.
    const about = charge.due.currency === "sat" && charge.carried === 0 ? estimate(charge.cents) : ""
    const monthly = moneyText(plan.price)
    if (charge.waits || !charge.days) return words.firstMonth(about, monthly)
    return words.span(about, day(charge.days.from, now()), day(charge.days.to, now()), monthly)
  }
  const credit = (charge: First) =>
    charge.carried < 0
      ? ` ${words.lessCredit(moneyText(charge.total), moneyText({ ...charge.total, amount: -charge.carried }))}`
      : ""
  /** Why it is not the price of a whole month. */
  const part = (plan: Plan, charge: First) =>
    charge.days && charge.total.amount > 0 && charge.total.amount < plan.price.amount
      ? ` ${words.partOfMonth(day(charge.days.to, now()))}`
      : ""
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
                      {words.pay(moneyText(charge().due))}{" "}
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
