import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import type { components } from "../schema.gen"

export type RelayDomain = components["schemas"]["RelayDomain"]

/** The stream reports changes of the state, but not the time of a check that changed nothing. */
const LOOK_AGAIN_MS = 15_000

const domainQuery = (id: string) =>
  queryOptions({
    queryKey: keys.relayDomain(id),
    queryFn: ({ signal }) => unwrap(api.GET("/relays/{id}/domain", { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && /none|live/.test(state.data.state) ? false : LOOK_AGAIN_MS),
  })

/** The custom domain of a relay, while `wanted` is true. */
export const useRelayDomain = (id: () => string, wanted: () => boolean) =>
  useQuery(() => ({ ...domainQuery(id()), enabled: wanted() }))

/** Asks for a check of a relay's custom domain. */
export function useCheckDomain() {
  const queries = useQueryClient()
  return useMutation(() => ({
    mutationFn: (id: string) => unwrap(api.POST("/relays/{id}/domain/check", { params: { path: { id } } })),
    onSuccess: (domain: RelayDomain, id) => queries.setQueryData(keys.relayDomain(id), domain),
  }))
}
