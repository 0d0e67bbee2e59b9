import { createEffect, createSignal, on } from "solid-js"
import type { Relay } from "~/domain/relay"
import { isBeingSetUp } from "~/domain/steps"

/** Whether the relay came online under these eyes: then, and only then, its first steps are offered. */
export function useJustOnline(relay: () => Relay) {
  const [shown, setShown] = createSignal(false)
  createEffect(
    on(
      () => [relay().id, isBeingSetUp(relay())] as const,
      ([id, settingUp], before) => {
        const same = before?.[0] === id
        if (!same) setShown(false)
        else if (before?.[1] && !settingUp && relay().provisioning === "active") setShown(true)
      },
    ),
  )
  return { shown, dismiss: () => setShown(false) }
}
