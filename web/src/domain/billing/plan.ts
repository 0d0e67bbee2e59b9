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
