import type { MockDesk } from "./desk.ts"
import type { Overview } from "./objects.ts"

const tally = (words: string[]) => {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

/** The deployment at a glance, counted from the world; `now` in unix seconds. */
export function overview(desk: MockDesk, now: number): Overview {
  const tenants = [...desk.world.tenants.values()].map(({ tenant }) => tenant)
  const relays = [...desk.world.relays.values()].filter(({ deleted }) => !deleted).map((row) => desk.shown(row))
  const standing = (word: string) => tenants.filter(({ status }) => status === word).length
  const ran = now - 4
  return {
    tenants: {
      total: tenants.length,
      suspended: standing("suspended"),
      past_due: standing("past_due"),
      delinquent: standing("delinquent"),
    },
    relays: {
      total: relays.length,
      by_plan: tally(relays.map(({ plan_id }) => plan_id)),
      by_status: tally(relays.map(({ status }) => status)),
      by_provisioning: tally(relays.map(({ provisioning }) => provisioning)),
    },
    revenue: [],
    invoices: { by_status: {}, open: [], overdue: [] },
    drift: relays
      .filter(({ sync_error }) => sync_error !== "")
      .map(({ id, url, sync_error }) => ({ relay_id: id, url, sync_error })),
    workers: [
      { name: "reconciler", last_run_at: ran, last_error: "", last_error_at: null },
      {
        name: "prober",
        last_run_at: ran - 30,
        last_error: "A relay host gave no answer within 5 s",
        last_error_at: ran - 900,
      },
      { name: "eraser", last_run_at: null, last_error: "", last_error_at: null },
    ],
  }
}
