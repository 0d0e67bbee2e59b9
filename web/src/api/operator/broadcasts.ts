import { keepPreviousData, queryOptions, useQueryClient } from "@tanstack/solid-query"
import { ADMIN_ROWS } from "~/api/operator/admin"
import { api, unwrap, unwrapPage } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { createOnce } from "~/api/server/once"
import { useQuery } from "~/api/server/query"
import type { components } from "../schema.gen"

type Schemas = components["schemas"]
export type Broadcast = Schemas["Broadcast"]
export type Letter = Schemas["BroadcastWanted"]

/** Interval of reading the list while a notice is being sent, in milliseconds. */
const PROGRESS_MS = 2_000

/** The notices to many tenants, newest first. */
export const useBroadcasts = (view: () => { cursor?: string }) => useQuery(() => broadcastsQuery(view()))

const broadcastsQuery = (view: { cursor?: string }) =>
  queryOptions({
    queryKey: [...keys.adminBroadcasts(), view],
    queryFn: () => unwrapPage(api.GET("/admin/broadcasts", { params: { query: { ...view, limit: ADMIN_ROWS } } })),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.rows.some(({ state }) => state === "sending") ? PROGRESS_MS : false),
  })

/** How many tenants each audience has. */
export const useAudiences = () =>
  useQuery(() => ({
    queryKey: [...keys.adminBroadcasts(), "audiences"],
    queryFn: () => unwrap(api.GET("/admin/broadcasts/audiences")),
  }))

/** Sends a notice, or stops sending it. A request whose answer was lost is not done twice. */
export function useBroadcastChanges() {
  const queries = useQueryClient()
  const once = createOnce()
  const renew = () => queries.invalidateQueries({ queryKey: keys.adminBroadcasts() })
  return {
    send: async (body: Letter) => {
      await once(body, (header) => unwrap(api.POST("/admin/broadcasts", { params: { header }, body })))
      await renew()
    },
    stop: async (id: string) => {
      await unwrap(api.POST("/admin/broadcasts/{id}/stop", { params: { path: { id } } }))
      await renew()
    },
  }
}
