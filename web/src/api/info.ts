import { queryOptions } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import { type HostFeatures, hostFeatures } from "~/domain/relay/host"
import type { components } from "./schema.gen"

export type Info = components["schemas"]["Info"]

/** The facts of this deployment. They change only when the server restarts. */
export const infoQuery = queryOptions({
  queryKey: keys.info(),
  queryFn: () => unwrap(api.GET("/info")),
  staleTime: 10 * 60_000,
})

/** The features of a domain's host; without a domain, of the host of new relays. Unknown before `/info` is loaded. */
export function useHostFeatures(domain?: () => string | undefined): () => HostFeatures | undefined {
  const info = useInfo()
  return () => (info.isSuccess ? hostFeatures(info.data.hosts, domain?.()) : undefined)
}

export const useInfo = () => useQuery(() => infoQuery)
