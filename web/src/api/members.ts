import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import type { components } from "./schema.gen"

export type Ban = components["schemas"]["Ban"]

/** People join on the relay itself, and nothing tells us: while the page is seen, the list is read this often. */
const LOOK_AGAIN_MS = 5_000

type Asked = { id: string; enabled: boolean }

/** The members, as the relay's own host keeps them; read again while the page is seen, and when it is seen again. */
export const useMembers = (asked: () => Asked) => useQuery(() => membersQuery(asked()))

const membersQuery = (asked: Asked) =>
  queryOptions({
    queryKey: keys.relayMembers(asked.id),
    queryFn: async () => (await unwrap(api.GET("/relays/{id}/members", path(asked.id)))).members,
    enabled: asked.enabled,
    refetchInterval: LOOK_AGAIN_MS,
    refetchOnWindowFocus: "always" as const,
    staleTime: LOOK_AGAIN_MS,
  })

/** Who is banned, with the reason as it was given. */
export const useBans = (asked: () => Asked) => useQuery(() => bansQuery(asked()))

const bansQuery = (asked: Asked) =>
  queryOptions({
    queryKey: keys.relayBans(asked.id),
    queryFn: async () => (await unwrap(api.GET("/relays/{id}/bans", path(asked.id)))).bans,
    enabled: asked.enabled,
  })

/** Adds a member; a ban of the same key is lifted with it. */
export function useAddMember(id: () => string) {
  const keep = useKeep(id)
  return useMutation(() => ({
    mutationFn: (pubkey: string) => unwrap(api.PUT("/relays/{id}/members/{pubkey}", person(id(), pubkey))),
    onSuccess: keep,
  }))
}

export function useRemoveMember(id: () => string) {
  const keep = useKeep(id)
  return useMutation(() => ({
    mutationFn: (pubkey: string) => unwrap(api.DELETE("/relays/{id}/members/{pubkey}", person(id(), pubkey))),
    onSuccess: keep,
  }))
}

/** Bans a key: it is no member any more, cannot join again, and all that it wrote is deleted. */
export function useBan(id: () => string) {
  const keep = useKeep(id)
  return useMutation(() => ({
    mutationFn: (ban: { pubkey: string; reason: string }) =>
      unwrap(
        api.PUT("/relays/{id}/bans/{pubkey}", {
          ...person(id(), ban.pubkey),
          body: ban.reason === "" ? {} : { reason: ban.reason },
        }),
      ),
    onSuccess: keep,
  }))
}

/** Lifts a ban. The person is no member by that; they may join again as anybody may. */
export function useLiftBan(id: () => string) {
  const keep = useKeep(id)
  return useMutation(() => ({
    mutationFn: (pubkey: string) => unwrap(api.DELETE("/relays/{id}/bans/{pubkey}", person(id(), pubkey))),
    onSuccess: keep,
  }))
}

const path = (id: string) => ({ params: { path: { id } } })
const person = (id: string, pubkey: string) => ({ params: { path: { id, pubkey } } })

/** Puts an answer where the lists read it, and has what it changes besides read again. */
function useKeep(id: () => string) {
  const client = useQueryClient()
  return async (answer: { members?: string[]; bans?: Ban[] }) => {
    if (answer.members) client.setQueryData(keys.relayMembers(id()), answer.members)
    if (answer.bans) client.setQueryData(keys.relayBans(id()), answer.bans)
    await Promise.all([
      client.invalidateQueries({ queryKey: answer.members ? keys.relayBans(id()) : keys.relayMembers(id()) }),
      client.invalidateQueries({ queryKey: keys.relayActivity(id()) }),
    ])
  }
}
