import { createSignal } from "solid-js"
import type { Relay } from "~/domain/relay/relay"
import type { Seconds } from "~/domain/time"

/** How long after its creation a relay offers its next steps, in seconds. */
const NEW_SECONDS = 30 * 86_400

export type Act = "open" | "invite" | "hide"

const isAct = (value: string): value is Act => value === "open" || value === "invite" || value === "hide"

/** Whether next steps are for this person and this relay. */
export const isForOwner = (relay: Relay, pubkey: string | undefined, now: Seconds) =>
  relay.tenant_pubkey === pubkey && now - relay.created_at < NEW_SECONDS

const key = (id: string) => `steps.${id}`

/** The acts of this browser for a relay. They are kept, so that a reload loses none. */
export function useActs(id: () => string) {
  const [changes, setChanges] = createSignal(0)
  const acts = (): Act[] => {
    changes()
    return (localStorage.getItem(key(id())) ?? "").split(" ").filter(isAct)
  }
  const done = (act: Act) => acts().includes(act)
  const keep = (act: Act) => {
    if (done(act)) return
    localStorage.setItem(key(id()), [...acts(), act].join(" "))
    setChanges((count) => count + 1)
  }
  return { done, keep }
}
