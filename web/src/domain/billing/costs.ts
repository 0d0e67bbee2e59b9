import type { Money } from "./money"

type Plan = { id: string; name: string; amount: number; price: Money }
type Relay = { id: string; plan_id: string; status: "active" | "inactive" | "delinquent" | "suspended" }

/** What one relay costs a month. `price` is absent where the catalogue no longer knows its plan. */
export type Cost<R extends Relay> = {
  relay: R
  plan: Plan | undefined
  charged: boolean
  price: Money | undefined
  cents: number
}

/**
 * What a tenant's relays will cost a month at the catalogue's prices: only relays that are online are charged, and the sum is
 * over those. What has already been invoiced may stand at an older price; that is the invoice's to say, not this table's.
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
