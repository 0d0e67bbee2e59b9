import type { components } from "~/api/schema.gen"

/** What the software of a relay's host does, whatever plans and switches say. */
export type HostFeatures = components["schemas"]["HostedDomain"]["features"]

type Hosts = readonly components["schemas"]["HostedDomain"][]

/** A switch of a relay that a host may not serve, and the ability that it needs. */
export const FEATURE_OF = {
  groups_enabled: "rooms",
  blossom_enabled: "blossom",
  livekit_enabled: "livekit",
  push_enabled: "push",
} as const satisfies Record<string, keyof HostFeatures>

export type FeatureSwitch = keyof typeof FEATURE_OF

export const FEATURE_SWITCHES = Object.keys(FEATURE_OF) as FeatureSwitch[]

/** The abilities of the host of a domain; without a domain, of the one that new relays get. */
export const hostFeatures = (hosts: Hosts, domain?: string): HostFeatures | undefined =>
  (domain ? hosts.find((host) => host.domain === domain) : hosts[0])?.features

/** Whether a plan's feature can be used: the plan has it, and the host serves it. */
export type FeatureState = "included" | "notYet" | "notIncluded"

export function featureState(inPlan: boolean, served: boolean): FeatureState {
  if (!inPlan) return "notIncluded"
  return served ? "included" : "notYet"
}
