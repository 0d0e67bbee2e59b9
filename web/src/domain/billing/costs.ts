import type { Money } from "./money"
import { type Interval, type Priced, priceFor } from "./plan"

type Plan = Priced & { id: string; name: string }
type Relay = {
  id: string
  plan_id: string
  interval: Interval
  status: "active" | "inactive" | "delinquent" | "suspended"
}

/** The price of one relay for a month or a year. `price` is absent if its plan is no longer in the catalogue. */
export type Cost<R extends Relay> = {
  relay: R
  plan: Plan | undefined
  charged: boolean
  price: Money | undefined
  cents: number
  isYearly: boolean
}

/** The price of each of a tenant's relays in the catalogue. Only online relays are charged. Existing invoices may have older prices. */
export function costsOf<R extends Relay>(relays: readonly R[], plans: readonly Plan[]) {
  const known = new Map(plans.map((plan) => [plan.id, plan]))
  const rows: Cost<R>[] = relays.map((relay) => {
    const plan = known.get(relay.plan_id)
    const charged = relay.status === "active"
    const paid = plan && priceFor(plan, relay.interval)
    return { relay, plan, charged, price: paid?.price, cents: paid?.cents ?? 0, isYearly: paid?.isYearly ?? false }
  })
  return { rows, hasYearly: rows.some((row) => row.charged && row.isYearly) }
}
