import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { createOnce } from "~/api/server/once"
import { useQuery } from "~/api/server/query"
import type { components } from "../schema.gen"

export type InviteCode = components["schemas"]["InviteCode"]
export type InviteLimits = components["schemas"]["InviteLimits"]

/** Interval of reading the codes while the page is visible: a use on the relay itself sends no event. */
const LOOK_AGAIN_MS = 15_000

/** The invite codes of a relay, with their limits. */
export const useInviteCodes = (asked: () => { id: string; enabled: boolean }) => useQuery(() => codesQuery(asked()))

const codesQuery = (asked: { id: string; enabled: boolean }) =>
  queryOptions({
    queryKey: keys.relayInviteCodes(asked.id),
    queryFn: () => unwrap(api.GET("/relays/{id}/invites", { params: { path: { id: asked.id } } })),
    enabled: asked.enabled,
    refetchInterval: LOOK_AGAIN_MS,
  })

/** Creates an invite code. Repeating the same request after a lost response creates no second one. */
export function useCreateInvite(id: () => string) {
  const refresh = useRefresh(id)
  const once = createOnce()
  return useMutation(() => ({
    mutationFn: (body: InviteLimits) =>
      once(body, (header) =>
        unwrap(api.POST("/relays/{id}/invites", { params: { path: { id: id() }, header }, body })),
      ),
    onSuccess: refresh,
  }))
}

/** Revokes an invite code, by its id. */
export function useRevokeInvite(id: () => string) {
  const refresh = useRefresh(id)
  return useMutation(() => ({
    mutationFn: (hash: string) =>
      unwrap(api.DELETE("/relays/{id}/invites/{hash}", { params: { path: { id: id(), hash } } })),
    onSuccess: refresh,
  }))
}

function useRefresh(id: () => string) {
  const client = useQueryClient()
  return () =>
    Promise.all(
      [keys.relayInviteCodes(id()), keys.relayInvite(id()), keys.relayActivity(id())].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    )
}
