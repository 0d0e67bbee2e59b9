import { useQueryClient } from "@tanstack/solid-query"
import { onCleanup, onMount } from "solid-js"
import { useInfo } from "~/api/info"
import { keys } from "~/api/server/keys"
import type { Seconds } from "~/domain/time"
import { useNow } from "~/ui/time"

/** In a demo the clock of billing may be moved under an open page; it is looked at this often, in milliseconds. */
const LOOK_MS = 10_000
let watchers = 0
let timer: ReturnType<typeof setInterval> | undefined

/** The time of billing, by which invoices are due: the wall's, and in a demo what it was moved ahead. */
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
