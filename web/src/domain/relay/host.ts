import type { components } from "~/api/schema.gen"

/** The features of a host's software, independent of plans and switches. */
export type HostFeatures = components["schemas"]["HostedDomain"]["features"]

type Hosts = readonly components["schemas"]["HostedDomain"][]

/** The switches that a host may not serve, with the feature that each needs. */
export const FEATURE_OF = {
  groups_enabled: "rooms",
  blossom_enabled: "blossom",
  livekit_enabled: "livekit",
  push_enabled: "push",
} as const satisfies Record<string, keyof HostFeatures>

export type FeatureSwitch = keyof typeof FEATURE_OF

export const FEATURE_SWITCHES = Object.keys(FEATURE_OF) as FeatureSwitch[]

/** The features of a domain's host; without a domain, of the host of new relays. */
export const hostFeatures = (hosts: Hosts, domain?: string): HostFeatures | undefined =>
  (domain ? hosts.find((host) => host.domain === domain) : hosts[0])?.features

/** Whether a plan's feature is usable: the plan has it, and the host serves it. */
export type FeatureState = "included" | "notYet" | "notIncluded"

export function featureState(inPlan: boolean, served: boolean): FeatureState {
  if (!inPlan) return "notIncluded"
  return served ? "included" : "notYet"
}
