import { createEffect, createSignal, on } from "solid-js"
import type { Relay } from "~/domain/relay/relay"
import { isBeingSetUp } from "~/domain/relay/setup-steps"

/** A relay that was created this recently went online before its page opened, in seconds. */
const FRESH_SECONDS = 60

const isFresh = (relay: Relay) =>
  relay.provisioning === "active" && Date.now() / 1000 - relay.created_at < FRESH_SECONDS

/** Whether the relay went online while the page was open, or just before. Then the next steps are offered. */
export function useJustOnline(relay: () => Relay) {
  const [shown, setShown] = createSignal(false)
  createEffect(
    on(
      () => [relay().id, isBeingSetUp(relay())] as const,
      ([id, settingUp], before) => {
        const same = before?.[0] === id
        if (!same) setShown(isFresh(relay()))
        else if (before?.[1] && !settingUp && relay().provisioning === "active") setShown(true)
      },
    ),
  )
  return { shown, dismiss: () => setShown(false) }
}
