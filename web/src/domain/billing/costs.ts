import type { Money } from "./money"

type Plan = { id: string; name: string; amount: number; price: Money }
type Relay = { id: string; plan_id: string; status: "active" | "inactive" | "delinquent" | "suspended" }

/** The monthly price of one relay. `price` is absent if its plan is no longer in the catalogue. */
export type Cost<R extends Relay> = {
  relay: R
  plan: Plan | undefined
  charged: boolean
  price: Money | undefined
  cents: number
}

/**
 * The monthly costs of a tenant's relays at the catalogue's prices. Only online relays are charged and summed. Existing
 * invoices may have older prices.
 */
export function monthlyCosts<R extends Relay>(relays: readonly R[], plans: readonly Plan[]) {
  const known = new Map(plans.map((plan) => [plan.id, plan]))
  const rows: Cost<R>[] = relays.map((relay) => {
    const plan = known.get(relay.plan_id)
    const charged = relay.status === "active"
    return { relay, plan, charged, price: plan?.price, cents: plan?.amount ?? 0 }
  })
  const counted = rows.filter((row) => row.charged)
  const currency = plans[0]?.price.currency ?? "sat"
  const total: Money = { amount: counted.reduce((sum, row) => sum + (row.price?.amount ?? 0), 0), currency }
  return { rows, total, cents: counted.reduce((sum, row) => sum + row.cents, 0) }
}
