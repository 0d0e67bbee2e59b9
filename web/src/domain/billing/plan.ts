import type { components } from "~/api/schema.gen"
import type { Money } from "./money"

export type Plan = components["schemas"]["Plan"]

/** A feature that some plans lack, by its switch on the relay. */
export type PlanFeature = "blossom_enabled" | "livekit_enabled"

const inPlan: Readonly<Record<PlanFeature, (plan: Plan) => boolean>> = {
  blossom_enabled: (plan) => plan.blossom,
  livekit_enabled: (plan) => plan.livekit,
}

export const isPlanFeature = (field: string): field is PlanFeature => Object.hasOwn(inPlan, field)

/** A plan that the catalogue lost has nothing, as on the server. */
export const planHas = (plan: Plan | undefined, feature: PlanFeature): boolean =>
  plan !== undefined && inPlan[feature](plan)

/** Whether this many members fit, the owner included. */
export const planHolds = (plan: Plan, members: number): boolean => plan.members === null || members <= plan.members

/** The plans that may be chosen, in the catalogue's order; a hidden one only where the relay is on it already. */
export const choosablePlans = (plans: readonly Plan[], current?: string): Plan[] =>
  plans.filter((plan) => !plan.hidden || plan.id === current)

/** The cheapest plan that has a feature, to be named beside a switch that is locked. */
export const firstPlanWith = (plans: readonly Plan[], feature: PlanFeature): Plan | undefined =>
  plans.filter((plan) => !plan.hidden && planHas(plan, feature)).sort((a, b) => a.price.amount - b.price.amount)[0]

/** How many sails stand beside a plan: its rank by price, 1 to 3. */
export function planRank(plans: readonly Plan[], id: string): number {
  const ranked = choosablePlans(plans, id).sort((a, b) => a.price.amount - b.price.amount)
  return Math.min(3, Math.max(1, ranked.findIndex((plan) => plan.id === id) + 1))
}

/** What a move costs besides money: the features that go off, and how many members no longer fit. */
export function planLosses(from: Plan | undefined, to: Plan): { features: PlanFeature[]; members: number | null } {
  const features = (Object.keys(inPlan) as PlanFeature[]).filter(
    (feature) => planHas(from, feature) && !planHas(to, feature),
  )
  const fewer = to.members !== null && (from?.members === null || (from?.members ?? 0) > to.members)
  return { features, members: fewer ? to.members : null }
}

/** What is charged at once, for which span (unix seconds, `to` not included). */
export type FirstCharge = { total: Money; from: number; to: number }

/**
 * The first charge of a relay on this plan: the whole price where nothing is billed yet, otherwise the rest of the tenant's
 * running month, rounded up, by whole seconds, as the bill itself is made.
 *
 * @param now unix seconds
 * @param anchor the start of the tenant's first month; its months are counted from there
 */
export function firstCharge(plan: Plan, now: number, anchor?: number | null): FirstCharge {
  const start = anchor != null && anchor <= now ? anchor : now
  let month = 0
  while (addMonths(start, month + 1) <= now) month += 1
  const [from, to] = [addMonths(start, month), addMonths(start, month + 1)]
  const amount = Math.ceil((plan.price.amount * (to - now)) / (to - from))
  return { total: { ...plan.price, amount }, from: now, to }
}

/** Calendar months in UTC; a day that the month lacks is its last one: 31 Jan → 28 Feb → 31 Mar. */
function addMonths(seconds: number, months: number): number {
  const at = new Date(seconds * 1000)
  const day = at.getUTCDate()
  const first = new Date(at)
  first.setUTCDate(1)
  first.setUTCMonth(first.getUTCMonth() + months)
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(day, last))
  return first.getTime() / 1000
}
