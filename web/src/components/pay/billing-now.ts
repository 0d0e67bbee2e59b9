import { useInfo } from "~/api/info"
import type { Seconds } from "~/domain/time"
import { useNow } from "~/ui/time"

/** The time of billing, by which invoices are due: the wall's, and in a demo what it was moved ahead. */
export function useBillingNow(): () => Seconds {
  const now = useNow()
  const info = useInfo()
  return () => now() + (info.isSuccess ? info.data.clock_ahead_seconds : 0)
}
