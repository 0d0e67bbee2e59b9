import { queryOptions, useQuery } from "~/api/query"
import { api, unwrap } from "./client"
import { keys } from "./keys"
import type { components } from "./schema.gen"

export type Info = components["schemas"]["Info"]

/** What this deployment is; it changes only when the server starts anew. */
export const infoQuery = queryOptions({
  queryKey: keys.info(),
  queryFn: () => unwrap(api.GET("/info")),
  staleTime: 10 * 60_000,
})

export const useInfo = () => useQuery(() => infoQuery)
