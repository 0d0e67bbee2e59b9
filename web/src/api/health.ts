import { queryOptions } from "@tanstack/solid-query"
import type { components } from "~/api/schema.gen"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"

export type HealthView = components["schemas"]["Health"]

/** A relay is probed every few minutes, so reading more often shows nothing new. */
const LOOK_AGAIN_MS = 60_000

/** The results of the probes of a relay. */
export const useHealth = (id: () => string) => useQuery(() => healthQuery(id()))

const healthQuery = (id: string) =>
  queryOptions({
    queryKey: keys.relayHealth(id),
    queryFn: () => unwrap(api.GET("/relays/{id}/health", { params: { path: { id } } })),
    refetchInterval: LOOK_AGAIN_MS,
  })

/** The server keeps its answers for a minute. */
const STATUS_AGE_MS = 60_000

/** The availability of all relays. */
export const useStatus = () =>
  useQuery(() => ({
    queryKey: keys.status(),
    queryFn: () => unwrap(api.GET("/status")),
    refetchInterval: STATUS_AGE_MS,
  }))

/** The availability of a relay whose owner publishes it. */
export const useRelayStatus = (id: () => string) =>
  useQuery(() => ({
    queryKey: keys.relayStatus(id()),
    queryFn: () => unwrap(api.GET("/status/{id}", { params: { path: { id: id() } } })),
    refetchInterval: STATUS_AGE_MS,
  }))
