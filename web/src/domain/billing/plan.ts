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

/** A plan that is no longer in the catalogue has no features, as on the server. */
export const planHas = (plan: Plan | undefined, feature: PlanFeature): boolean =>
  plan !== undefined && inPlan[feature](plan)

/** Whether this many members fit, the owner included. */
export const planHolds = (plan: Plan, members: number): boolean => plan.members === null || members <= plan.members

/** The plans that may be chosen, in the catalogue's order; a hidden one only if the relay has it. */
export const choosablePlans = (plans: readonly Plan[], current?: string): Plan[] =>
  plans.filter((plan) => !plan.hidden || plan.id === current)

/** The cheapest plan with a feature, to be named beside a locked switch. */
export const firstPlanWith = (plans: readonly Plan[], feature: PlanFeature): Plan | undefined =>
  plans.filter((plan) => !plan.hidden && planHas(plan, feature)).sort((a, b) => a.price.amount - b.price.amount)[0]

/** The number of sails of a plan: its rank by price, 1 to 3. */
export function planRank(plans: readonly Plan[], id: string): number {
  const ranked = choosablePlans(plans, id).sort((a, b) => a.price.amount - b.price.amount)
  return Math.min(3, Math.max(1, ranked.findIndex((plan) => plan.id === id) + 1))
}

/** The losses of a plan change: the features that go off, and how many members no longer fit. */
export function planLosses(from: Plan | undefined, to: Plan): { features: PlanFeature[]; members: number | null } {
  const features = (Object.keys(inPlan) as PlanFeature[]).filter(
    (feature) => planHas(from, feature) && !planHas(to, feature),
  )
  const fewer = to.members !== null && (from?.members === null || (from?.members ?? 0) > to.members)
  return { features, members: fewer ? to.members : null }
}

/** How often a relay is charged, in advance. */
export type Interval = "month" | "year"

/** The prices of a plan, and their estimates in US cents. */
export type Priced = Pick<Plan, "amount" | "price" | "yearly">

/** The price of a plan for an interval, as the server says it, and its estimate in US cents. */
export const priceFor = (plan: Priced, interval: Interval): { price: Money; cents: number; isYearly: boolean } =>
  interval === "year" && plan.yearly
    ? { price: plan.yearly.price, cents: plan.yearly.amount, isYearly: true }
    : { price: plan.price, cents: plan.amount, isYearly: false }

/** The free months of a year, where a plan of the catalogue can be paid yearly. */
export const freeMonths = (plans: readonly Plan[]): number | undefined =>
  plans.find((plan) => plan.yearly)?.yearly?.free_months

/** The first charge, and its time span (unix seconds, `to` exclusive). */
export type FirstCharge = { total: Money; from: number; to: number }

/**
 * The first charge of a relay on this plan: the whole price if nothing is billed yet, otherwise the rest of the
 * tenant's running month or of a year from its start, rounded up, like the bill itself. @param now unix seconds @param anchor the start of the
 * tenant's first month, from which its months are counted
 */
export function firstCharge(
  plan: Plan,
  now: number,
  anchor?: number | null,
  interval: Interval = "month",
): FirstCharge {
  const { price, isYearly } = priceFor(plan, interval)
  const start = anchor != null && anchor <= now ? anchor : now
  let month = 0
  while (addMonths(start, month + 1) <= now) month += 1
  const [from, to] = [addMonths(start, month), addMonths(start, month + (isYearly ? 12 : 1))]
  const amount = Math.ceil((price.amount * (to - now)) / (to - from))
  return { total: { ...price, amount }, from: now, to }
}

/** Adds calendar months in UTC; a missing day becomes the last of the month: 31 Jan → 28 Feb → 31 Mar. */
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
