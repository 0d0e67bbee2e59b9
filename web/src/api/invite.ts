import { queryOptions } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"

/** A valid invite code. Later calls return the same one; it does not expire. */
export const useInvite = (asked: () => { id: string; enabled: boolean }) => useQuery(() => inviteQuery(asked()))

const inviteQuery = (asked: { id: string; enabled: boolean }) =>
  queryOptions({
    queryKey: keys.relayInvite(asked.id),
    queryFn: () => unwrap(api.POST("/relays/{id}/invite", { params: { path: { id: asked.id } } })),
    enabled: asked.enabled,
    staleTime: Number.POSITIVE_INFINITY,
  })
