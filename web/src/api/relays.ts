import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap, unwrapPage } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { createOnce } from "~/api/server/once"
import { useQuery } from "~/api/server/query"
import type { components } from "./schema.gen"

export type Relay = components["schemas"]["Relay"]
export type CreateRelay = components["schemas"]["CreateRelay"]
export type UpdateRelay = components["schemas"]["UpdateRelay"]

/** The server's limit for one page. */
const PAGE_ROWS_MAX = 500
/** Most pages that are read; no tenant has more relays. */
const PAGES_MAX = 10

/** A tenant's relays, newest first: the ones not deleted, or the deleted ones that can come back. */
export const tenantRelaysQuery = (pubkey: string, which: "kept" | "deleted" = "kept") =>
  queryOptions({
    queryKey: [...keys.tenantRelays(pubkey), which] as const,
    queryFn: ({ signal }) => allRelays(pubkey, which, signal),
  })

/** All rows are loaded, so the page filters and sorts them without requests. */
export const useTenantRelays = (pubkey: () => string | undefined, which: () => "kept" | "deleted" = () => "kept") =>
  useQuery(() => ({ ...tenantRelaysQuery(pubkey() ?? "", which()), enabled: pubkey() !== undefined }))

async function allRelays(pubkey: string, which: "kept" | "deleted", signal: AbortSignal): Promise<Relay[]> {
  const rows: Relay[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = {
      limit: PAGE_ROWS_MAX,
      ...(which === "deleted" && { status: "deleted" }),
      ...(cursor !== undefined && { cursor }),
    }
    const answer = await unwrapPage(
      api.GET("/tenants/{pubkey}/relays", { params: { path: { pubkey }, query }, signal }),
    )
    rows.push(...answer.rows)
    cursor = answer.next
    if (cursor === undefined) break
  }
  return rows
}

export const relayQuery = (id: string) =>
  queryOptions({
    queryKey: keys.relay(id),
    queryFn: ({ signal }) => unwrap(api.GET("/relays/{id}", { params: { path: { id } }, signal })),
  })

export const useRelay = (id: () => string) => useQuery(() => relayQuery(id()))

/** Creates a relay. Repeating the same request after a lost response creates no second one. */
export function useCreateRelay() {
  const queries = useQueryClient()
  const once = createOnce()
  return useMutation(() => ({
    mutationFn: (settings: CreateRelay) =>
      once(settings, (header) => unwrap(api.POST("/relays", { params: { header }, body: settings }))),
    onSuccess: (relay: Relay) => {
      keep(queries, relay)
      void queries.invalidateQueries({ queryKey: keys.tenantRelays(relay.tenant_pubkey) })
    },
  }))
}

/**
 * Fields that are shown as changed before the server confirms. Not the plan or address, because those cost money or
 * break links.
 */
const AT_ONCE: ReadonlySet<string> = new Set([
  "info_name",
  "info_icon",
  "info_description",
  "policy_public_read",
  "policy_public_write",
  "policy_public_join",
  "policy_strip_signatures",
  "groups_enabled",
  "management_enabled",
  "members_can_invite",
  "blossom_enabled",
  "livekit_enabled",
  "push_enabled",
  "public_status",
] satisfies (keyof UpdateRelay)[])

/** Changes the given fields. Reverts the display if the server refuses. */
export function useUpdateRelay() {
  const queries = useQueryClient()
  return useMutation(() => ({
    mutationFn: ({ relay, changes }: { relay: Relay; changes: UpdateRelay }) =>
      unwrap(api.PUT("/relays/{id}", { params: { path: { id: relay.id } }, body: changes })),
    onMutate: ({ relay, changes }) => {
      const sure = Object.fromEntries(Object.entries(changes).filter(([field]) => AT_ONCE.has(field)))
      return show(queries, relay, sure)
    },
    onSuccess: (relay) => keep(queries, relay),
    onError: (_refusal, _change, takeBack) => takeBack?.(),
  }))
}

/** Takes a relay offline. The display changes at once. */
export function useDeactivateRelay() {
  const queries = useQueryClient()
  return useMutation(() => ({
    mutationFn: (relay: Relay) => unwrap(api.POST("/relays/{id}/deactivate", { params: { path: { id: relay.id } } })),
    onMutate: (relay) => show(queries, relay, { status: "inactive" }),
    onSuccess: (relay) => keep(queries, relay),
    onError: (_refusal, _relay, takeBack) => takeBack?.(),
  }))
}

/**
 * Brings a relay back online, also after a deletion. The display waits for the server, because the relay must be set
 * up.
 */
export function useReactivateRelay() {
  const queries = useQueryClient()
  return useMutation(() => ({
    mutationFn: (relay: Relay) => unwrap(api.POST("/relays/{id}/reactivate", { params: { path: { id: relay.id } } })),
    onSuccess: (relay) => {
      keep(queries, relay)
      void queries.invalidateQueries({ queryKey: keys.tenantRelays(relay.tenant_pubkey) })
    },
  }))
}

/** Deletes a relay. The server requires its label as confirmation. */
export function useDeleteRelay() {
  const queries = useQueryClient()
  return useMutation(() => ({
    mutationFn: ({ relay, confirm }: { relay: Relay; confirm: string }) =>
      unwrap(api.DELETE("/relays/{id}", { params: { path: { id: relay.id }, query: { confirm } } })),
    onSuccess: (relay) => {
      queries.setQueryData(keys.relay(relay.id), relay)
      void queries.invalidateQueries({ queryKey: keys.tenantRelays(relay.tenant_pubkey) })
    },
  }))
}

/** Updates a relay in all caches. An event may be newer than this response, so the relay is read once more. */
function keep(queries: QueryClient, relay: Relay) {
  queries.setQueryData(keys.relay(relay.id), relay)
  inLists(queries, relay, () => relay)
  void queries.invalidateQueries({ queryKey: keys.relay(relay.id), exact: true })
}

/** Shows a relay with these values until the server answers. Returns a function that reverts them. */
function show(queries: QueryClient, relay: Relay, values: Partial<Relay>): () => void {
  void queries.cancelQueries({ queryKey: keys.relay(relay.id), exact: true })
  const before = queries.getQueryData<Relay>(keys.relay(relay.id)) ?? relay
  const old = Object.fromEntries(Object.keys(values).map((field) => [field, before[field as keyof Relay]]))
  const put = (with_: Partial<Relay>) => {
    queries.setQueryData<Relay>(keys.relay(relay.id), (now) => now && { ...now, ...with_ })
    inLists(queries, relay, (now) => ({ ...now, ...with_ }))
  }
  put(values)
  return () => {
    put(old)
    void queries.invalidateQueries({ queryKey: keys.relay(relay.id), exact: true })
  }
}

function inLists(queries: QueryClient, relay: Relay, next: (now: Relay) => Relay) {
  queries.setQueriesData<Relay[]>({ queryKey: keys.tenantRelays(relay.tenant_pubkey) }, (rows) =>
    rows?.map((row) => (row.id === relay.id ? next(row) : row)),
  )
}
