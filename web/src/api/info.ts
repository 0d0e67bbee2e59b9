import { queryOptions, useQuery } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { type HostFeatures, hostFeatures } from "~/domain/relay/host"
import type { components } from "./schema.gen"

export type Info = components["schemas"]["Info"]

/** What this deployment is; it changes only when the server starts anew. */
export const infoQuery = queryOptions({
  queryKey: keys.info(),
  queryFn: () => unwrap(api.GET("/info")),
  staleTime: 10 * 60_000,
})

/** What the host of a domain does; without a domain, the host that new relays get. Nothing is known before `/info` is. */
export function useHostFeatures(domain?: () => string | undefined): () => HostFeatures | undefined {
  const info = useInfo()
  return () => (info.isSuccess ? hostFeatures(info.data.hosts, domain?.()) : undefined)
}

export const useInfo = () => useQuery(() => infoQuery)
