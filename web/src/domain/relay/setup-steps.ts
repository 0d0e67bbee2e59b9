import type { components } from "~/api/schema.gen"

type Relay = components["schemas"]["Relay"]

/** The steps of setting up a relay, in order. `provisioning_step` of the API is the last complete one. */
export type SetupStep = Relay["provisioning_step"]

export type SetupItem = { step: SetupStep; state: "done" | "now" | "waiting" | "failed" }

const ORDER: readonly SetupStep[] = ["saved", "sent", "answered"]

/** How many steps there are. */
export const SETUP_STEPS = ORDER.length

/** Number of completed steps, 1 to 3: the first is complete as soon as the relay exists. */
export function stepsDone(relay: Pick<Relay, "provisioning" | "provisioning_step">): number {
  if (relay.provisioning === "active" || relay.provisioning === "inactive") return SETUP_STEPS
  return ORDER.indexOf(relay.provisioning_step) + 1
}

/** Each step with its state. The first incomplete one is in progress, or has failed. */
export function setupSteps(relay: Pick<Relay, "provisioning" | "provisioning_step">): SetupItem[] {
  // A host that refuses the relay has not created it, whatever was sent before.
  const done = relay.provisioning === "failed" ? Math.min(stepsDone(relay), 1) : stepsDone(relay)
  return ORDER.map((step, index) => {
    if (index < done) return { step, state: "done" }
    if (index > done) return { step, state: "waiting" }
    return { step, state: relay.provisioning === "failed" ? "failed" : "now" }
  })
}

/** Whether the relay was never online yet. Later the same steps apply a change, while the relay answers. */
export const isBeingSetUp = (relay: Pick<Relay, "status" | "provisioning" | "synced">): boolean =>
  relay.status === "active" && relay.synced === 0 && relay.provisioning !== "active"
