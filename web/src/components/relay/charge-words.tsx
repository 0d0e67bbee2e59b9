import { Match, Show, Switch } from "solid-js"
import { useInfo } from "~/api/info"
import { useTenantRelays } from "~/api/relays"
import { useTenant, useTenantInvoices } from "~/api/tenants"
import { account } from "~/auth/session"
import { graceNow } from "~/domain/invoice"
import { estimate, moneyText } from "~/domain/money"
import { firstCharge, type Plan } from "~/domain/plan"
import { day } from "~/domain/time"
import { text } from "~/i18n/en/plans"

const words = text.charge

/** What a relay on this plan costs from now on: the first charge, for which days, and then; or that nothing is charged here. */
export function ChargeWords(props: { plan: Plan | undefined; plans: readonly Plan[] }) {
  const info = useInfo()
  const pubkey = () => account()?.pubkey
  const charges = () => info.isSuccess && info.data.payment_methods.length > 0
  const relays = useTenantRelays(() => (charges() ? pubkey() : undefined))
  // Whoever has no relay is no tenant yet, and nothing is asked about them.
  const tenant = useTenant(() => (relays.isSuccess && relays.data.length > 0 ? pubkey() : undefined))
  const known = () => (tenant.isSuccess ? tenant.data : undefined)
  const invoices = useTenantInvoices(() => (known() ? pubkey() : undefined))
  const first = (plan: Plan) => {
    const now = Math.floor(Date.now() / 1000) + (info.isSuccess ? info.data.clock_ahead_seconds : 0)
    // A month is running only while something is billed; otherwise a new one starts.
    const charge = firstCharge(plan, now, known()?.renews_at == null ? undefined : known()?.billing_anchor)
    const share = plan.price.amount === 0 ? 0 : charge.total.amount / plan.price.amount
    const about = plan.price.currency === "sat" ? estimate(Math.round(plan.amount * share)) : ""
    return {
      sum: moneyText(charge.total),
      span: words.span(about, day(charge.from, now), day(charge.to, now), moneyText(plan.price)),
    }
  }
  const grace = (days: number) => graceNow(invoices.isSuccess ? invoices.data.rows : [], days)
  const credit = () => {
    const money = known()?.credit
    return money && money.amount > 0 ? ` ${words.credit(moneyText(money))}` : ""
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
          <Match when={props.plan}>
            {(plan) => (
              <>
                <p class="font-semibold tabular-nums">
                  {first(plan()).sum} <span class="font-normal text-ink-2">{first(plan()).span}</span>
                </p>
                <p class="text-ink-2 text-small">
                  {words.grace(grace(server().grace_days))}
                  {credit()}
                </p>
              </>
            )}
          </Match>
        </Switch>
      )}
    </Show>
  )
}
