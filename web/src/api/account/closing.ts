import { queryOptions, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import type { components } from "../schema.gen"

export type Closing = components["schemas"]["AccountClosing"]

/** What closing the account would do now, with the server's sums. Read anew each time it is shown. */
export const useClosing = (pubkey: () => string, isShown: () => boolean) =>
  useQuery(() => closingQuery(pubkey(), isShown()))

const closingQuery = (pubkey: string, enabled: boolean) =>
  queryOptions({
    queryKey: keys.accountClosing(pubkey),
    enabled,
    staleTime: 0,
    gcTime: 0,
    queryFn: () => unwrap(api.GET("/tenants/{pubkey}/close", { params: { path: { pubkey } } })),
  })

/** Closes the account as the preview with this version said, or opens a closed one again. */
export function useClosingChanges(pubkey: () => string) {
  const queries = useQueryClient()
  const renew = () => queries.invalidateQueries()
  return {
    close: async (version: string) => {
      const path = { pubkey: pubkey() }
      try {
        await unwrap(api.POST("/tenants/{pubkey}/close", { params: { path }, body: { version } }))
      } catch (refusal) {
        // Something has changed since the preview.
        await queries.invalidateQueries({ queryKey: keys.accountClosing(pubkey()) })
        throw refusal
      }
      await renew()
    },
    reopen: async () => {
      await unwrap(api.POST("/tenants", { body: { reopen: 1 } }))
      await renew()
    },
  }
}
