import { queryOptions, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap, unwrapPage } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import type { components } from "./schema.gen"

export type Ban = components["schemas"]["Ban"]

/** Interval of reading the members while the page is visible: joins on the relay itself send no event. */
const LOOK_AGAIN_MS = 5_000

type Asked = { id: string; enabled: boolean }

/**
 * Members in the order of their keys.
 * `names` says which names on the relay a search compared: all, only the newest, or none.
 */
export type MemberPage = {
  members: string[]
  names: "all" | "newest" | "none"
  next: string | undefined
  /** All members of the relay. */
  total: number
  /** The members that the search finds. */
  matched: number
}

/** One page of the members that a search finds; `""` = all members. Read again while the page is visible. */
export const useMembers = (asked: () => Asked & { q: string; limit: number }) => useQuery(() => membersQuery(asked()))

const membersQuery = ({ id, enabled, q, limit }: Asked & { q: string; limit: number }) =>
  queryOptions({
    queryKey: [...keys.relayMembers(id), "page", q, limit] as const,
    queryFn: ({ signal }) => readMembers(id, { q, limit, cursor: "" }, signal),
    enabled,
    refetchInterval: q === "" && LOOK_AGAIN_MS,
    refetchOnWindowFocus: "always" as const,
    staleTime: LOOK_AGAIN_MS,
  })

/** Members shown at first and added at a time: each row fetches a picture. */
export const MEMBERS_AT_ONCE = 50

/** The members that a search finds, in pages. While there is one page only, it is read again regularly. */
export const useMemberPages = (asked: () => Asked & { q: string }) =>
  useInfiniteQuery(() => {
    const { id, q, enabled } = asked()
    const isShort = (pages: number | undefined) => (pages ?? 0) <= 1
    return {
      queryKey: memberPagesKey(id, q),
      queryFn: ({ pageParam, signal }: { pageParam: string; signal: AbortSignal }) =>
        readMembers(id, { q, limit: MEMBERS_AT_ONCE, cursor: pageParam }, signal),
      initialPageParam: "",
      getNextPageParam: (last: MemberPage) => last.next,
      enabled,
      refetchInterval: (query) => q === "" && isShort(query.state.data?.pages.length) && LOOK_AGAIN_MS,
      refetchOnWindowFocus: (query) => (isShort(query.state.data?.pages.length) ? "always" : false),
      staleTime: LOOK_AGAIN_MS,
    }
  })

export const memberPagesKey = (id: string, q: string) => [...keys.relayMembers(id), "pages", q] as const

type Wanted = { q: string; limit: number; cursor: string }

async function readMembers(id: string, { q, limit, cursor }: Wanted, signal: AbortSignal): Promise<MemberPage> {
  const query = { limit, ...(q && { q }), ...(cursor && { cursor }) }
  const page = await unwrapPage(api.GET("/relays/{id}/members", { params: { path: { id }, query }, signal }))
  const { members, names = "all" } = page.rows
  return { members, names, next: page.next, total: page.total, matched: page.matched }
}

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

/** Stores the bans of a response, and reloads what else a change of members or bans affects. */
function useKeep(id: () => string) {
  const client = useQueryClient()
  return async (answer: { bans: Ban[] } | object) => {
    const hasBans = "bans" in answer
    if (hasBans) client.setQueryData(keys.relayBans(id()), answer.bans)
    const others = [keys.relayMembers(id()), keys.relayActivity(id()), ...(hasBans ? [] : [keys.relayBans(id())])]
    await Promise.all(others.map((queryKey) => client.invalidateQueries({ queryKey })))
  }
}
