import { useQueryClient } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import type { components } from "../schema.gen"

export type BulkResult = components["schemas"]["BulkResults"]["results"][number]

/** Most relays of one request. */
export const BULK_MAX = 100

/** Suspends several relays, or lifts their suspensions. Each has a result of its own. */
export function useBulkSuspension() {
  const queries = useQueryClient()
  const results = async (answer: Promise<{ results: BulkResult[] }>) => {
    const { results } = await answer
    await Promise.all([
      ...results.map(({ id }) => queries.invalidateQueries({ queryKey: keys.relay(id) })),
      queries.invalidateQueries({ queryKey: keys.admin() }),
    ])
    return results
  }
  return {
    suspend: (ids: string[], reason: string) =>
      results(unwrap(api.POST("/admin/relays/suspend", { body: { ids, reason } }))),
    lift: (ids: string[], reason: string) =>
      results(unwrap(api.POST("/admin/relays/unsuspend", { body: { ids, reason } }))),
  }
}
