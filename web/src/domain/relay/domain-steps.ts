import type { components } from "~/api/schema.gen"

export type DomainStateWord = components["schemas"]["RelayDomain"]["state"]

/** The steps of a custom domain, in their order. */
export const DOMAIN_STEPS = ["waiting", "verified", "certificate", "live"] as const

export type DomainStep = (typeof DOMAIN_STEPS)[number]
export type DomainStepItem = { step: DomainStep; state: "done" | "now" | "waiting" }

/**
 * How far each step is. A reached step is done, except `waiting`, which is done once the domain is verified, and the step
 * after the reached one is under way.
 */
export function domainSteps(state: DomainStateWord): DomainStepItem[] {
  const reached = DOMAIN_STEPS.indexOf(state as DomainStep)
  const done = reached === 0 ? -1 : reached
  return DOMAIN_STEPS.map((step, at) => ({ step, state: at <= done ? "done" : at === done + 1 ? "now" : "waiting" }))
}
