import { useQueryClient } from "@tanstack/solid-query"
import { onCleanup, onMount } from "solid-js"
import { useInfo } from "~/api/info"
import { keys } from "~/api/server/keys"
import type { Seconds } from "~/domain/time"
import { useNow } from "~/ui/time"

/** Interval of checking a demo's billing clock, which may be moved, in milliseconds. */
const LOOK_MS = 10_000
let watchers = 0
let timer: ReturnType<typeof setInterval> | undefined

/** Billing's time, by which invoices are due: the wall clock's, plus the offset of a demo. */
export function useBillingNow(): () => Seconds {
  const now = useNow()
  const info = useInfo()
  const queries = useQueryClient()
  const look = () => {
    if (info.isSuccess && info.data.demo && document.visibilityState === "visible") {
      void queries.invalidateQueries({ queryKey: keys.info() })
    }
  }
  onMount(() => {
    onCleanup(() => {
      if (--watchers === 0) clearInterval(timer)
    })
    if (watchers++ === 0) timer = setInterval(look, LOOK_MS)
  })
  return () => now() + (info.isSuccess ? info.data.clock_ahead_seconds : 0)
}
