import { queryOptions, useQuery } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"

/** A relay is probed every few minutes, so reading more often shows nothing new. */
const LOOK_AGAIN_MS = 60_000

/** The results of the probes of a relay. */
export const useHealth = (id: () => string) => useQuery(() => healthQuery(id()))

const healthQuery = (id: string) =>
  queryOptions({
    queryKey: keys.relayHealth(id),
    queryFn: async () => (await unwrap(api.GET("/relays/{id}/health", { params: { path: { id } } }))).probes,
    refetchInterval: LOOK_AGAIN_MS,
  })
