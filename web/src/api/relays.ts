import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap, unwrapPage } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { createOnce } from "~/api/server/once"
import type { components } from "./schema.gen"

export type Relay = components["schemas"]["Relay"]
export type CreateRelay = components["schemas"]["CreateRelay"]
export type UpdateRelay = components["schemas"]["UpdateRelay"]

/** The server's limit for one page. */
const PAGE_ROWS_MAX = 500
/** No tenant has so many relays that more pages than these are read. */
const PAGES_MAX = 10

/** A tenant's relays, newest first: all that are not deleted, or those that were deleted and can come back. */
export const tenantRelaysQuery = (pubkey: string, which: "kept" | "deleted" = "kept") =>
  queryOptions({
    queryKey: [...keys.tenantRelays(pubkey), which] as const,
    queryFn: ({ signal }) => allRelays(pubkey, which, signal),
  })

/** Filters and order are the page's own: with all rows at hand a list answers at the pace of typing. */
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

/** Makes a relay. Sending the same settings again, after an answer that was lost, makes no second one. */
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

/** The fields that are shown as changed before the server says so. A plan or an address is never: it costs, or it breaks links. */
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
] satisfies (keyof UpdateRelay)[])

/** Changes the fields that are given; what was shown at once is taken back where the server refuses. */
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

/** Takes a relay offline, shown at once. */
export function useDeactivateRelay() {
  const queries = useQueryClient()
  return useMutation(() => ({
    mutationFn: (relay: Relay) => unwrap(api.POST("/relays/{id}/deactivate", { params: { path: { id: relay.id } } })),
    onMutate: (relay) => show(queries, relay, { status: "inactive" }),
    onSuccess: (relay) => keep(queries, relay),
    onError: (_refusal, _relay, takeBack) => takeBack?.(),
  }))
}

/** Brings a relay back online, out of deletion too. Not shown before it is so: it has to be set up. */
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

/** Takes a relay offline and out of the lists; the server wants its label as a confirmation. */
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

/** A newer object of a relay, wherever it is kept. News of the stream may have been quicker than this answer: it is read once more. */
function keep(queries: QueryClient, relay: Relay) {
  queries.setQueryData(keys.relay(relay.id), relay)
  inLists(queries, relay, () => relay)
  void queries.invalidateQueries({ queryKey: keys.relay(relay.id), exact: true })
}

/** Shows a relay with these values until the server's word; returns how to take them back. */
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
