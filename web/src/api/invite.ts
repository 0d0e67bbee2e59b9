import { queryOptions, useQuery } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"

/** An invite code that works now. Asking again gives the same one: it is the relay's own and does not run out. */
export const useInvite = (asked: () => { id: string; enabled: boolean }) => useQuery(() => inviteQuery(asked()))

const inviteQuery = (asked: { id: string; enabled: boolean }) =>
  queryOptions({
    queryKey: keys.relayInvite(asked.id),
    queryFn: () => unwrap(api.POST("/relays/{id}/invite", { params: { path: { id: asked.id } } })),
    enabled: asked.enabled,
    staleTime: Number.POSITIVE_INFINITY,
  })
