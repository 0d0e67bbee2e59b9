import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import type { components } from "./schema.gen"

export type Ban = components["schemas"]["Ban"]

/** Interval of reading the members while the page is visible: joins on the relay itself send no event. */
const LOOK_AGAIN_MS = 5_000

type Asked = { id: string; enabled: boolean }

/** The members, as the relay itself stores them. Read again while the page is visible. */
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

/** The bans, with their reasons. */
export const useBans = (asked: () => Asked) => useQuery(() => bansQuery(asked()))

const bansQuery = (asked: Asked) =>
  queryOptions({
    queryKey: keys.relayBans(asked.id),
    queryFn: async () => (await unwrap(api.GET("/relays/{id}/bans", path(asked.id)))).bans,
    enabled: asked.enabled,
  })

/** Adds a member, and lifts a ban of the same key. */
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

/** Bans a key: ends its membership, prevents joining, and deletes all its messages. */
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

/** Lifts a ban, without adding a member. */
export function useLiftBan(id: () => string) {
  const keep = useKeep(id)
  return useMutation(() => ({
    mutationFn: (pubkey: string) => unwrap(api.DELETE("/relays/{id}/bans/{pubkey}", person(id(), pubkey))),
    onSuccess: keep,
  }))
}

const path = (id: string) => ({ params: { path: { id } } })
const person = (id: string, pubkey: string) => ({ params: { path: { id, pubkey } } })

/** Stores a response in the lists, and reloads what else it changes. */
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
