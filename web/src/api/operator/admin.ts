import { keepPreviousData, queryOptions, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap, unwrapPage } from "~/api/server/client"
import { keepInvoice } from "~/api/server/invoice-cache"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import type { components } from "../schema.gen"

export type Overview = components["schemas"]["Overview"]
export type Figures = components["schemas"]["Figures"]
export type AuditEntry = components["schemas"]["AuditEntry"]
type Relay = components["schemas"]["Relay"]

/** Rows of one page of the operator's lists. */
export const ADMIN_ROWS = 50
/** Rows of one request for a file. */
const FILE_ROWS = 200
/** Interval of reading the overview, in milliseconds. Workers send no events. */
export const OVERVIEW_AGE_MS = 15_000

/** Interval of reading the charts, in milliseconds. They have a value every five minutes. */
const FIGURES_AGE_MS = 60_000

/** The parameters of a list, all of which are in the page's address. */
export type ListView = { q?: string; status?: string; plan?: string; tenant?: string; cursor?: string }

export const useOverview = () =>
  useQuery(() => ({
    queryKey: keys.adminOverview(),
    queryFn: () => unwrap(api.GET("/admin/overview")),
    refetchInterval: OVERVIEW_AGE_MS,
  }))

export const useFigures = (range: () => Figures["range"]) =>
  useQuery(() => ({
    queryKey: [...keys.adminFigures(), range()],
    queryFn: () => unwrap(api.GET("/admin/figures", { params: { query: { range: range() } } })),
    refetchInterval: FIGURES_AGE_MS,
    placeholderData: keepPreviousData,
  }))

export const useAllTenants = (view: () => Omit<ListView, "plan" | "tenant">) => useQuery(() => allTenantsQuery(view()))

const allTenantsQuery = (view: Omit<ListView, "plan" | "tenant">) =>
  queryOptions({
    queryKey: [...keys.adminTenants(), view],
    queryFn: () => unwrapPage(api.GET("/tenants", { params: { query: { ...view, limit: ADMIN_ROWS } } })),
    placeholderData: keepPreviousData,
  })

export const useAllRelays = (view: () => Omit<ListView, "tenant">) => useQuery(() => allRelaysQuery(view()))

const allRelaysQuery = (view: Omit<ListView, "tenant">) =>
  queryOptions({
    queryKey: [...keys.adminRelays(), view],
    queryFn: () => unwrapPage(api.GET("/relays", { params: { query: { ...view, limit: ADMIN_ROWS } } })),
    placeholderData: keepPreviousData,
  })

export const useAllInvoices = (view: () => Omit<ListView, "plan">) => useQuery(() => allInvoicesQuery(view()))

const allInvoicesQuery = (view: Omit<ListView, "plan">) =>
  queryOptions({
    queryKey: [...keys.adminInvoices(), view],
    queryFn: () => unwrapPage(api.GET("/invoices", { params: { query: { ...view, limit: ADMIN_ROWS } } })),
    placeholderData: keepPreviousData,
  })

/** The parameters of one page of a file. The file starts at the first page, wherever the list on the screen is. */
const filePage = <View extends ListView>({ cursor: _, ...filters }: View, cursor: string | undefined) => ({
  ...filters,
  limit: FILE_ROWS,
  ...(cursor && { cursor }),
})

export const readTenants = (view: Omit<ListView, "plan" | "tenant">, cursor: string | undefined) =>
  unwrapPage(api.GET("/tenants", { params: { query: filePage(view, cursor) } }))
export const readRelays = (view: Omit<ListView, "tenant">, cursor: string | undefined) =>
  unwrapPage(api.GET("/relays", { params: { query: filePage(view, cursor) } }))
export const readInvoices = (view: Omit<ListView, "plan">, cursor: string | undefined) =>
  unwrapPage(api.GET("/invoices", { params: { query: filePage(view, cursor) } }))

/** Selects entries of the audit log. An object needs both its type and its id. */
export type AuditScope = { q?: string; cursor?: string; tenant?: string; resource_type?: string; resource_id?: string }

export const useAudit = (scope: () => AuditScope) => useQuery(() => auditQuery(scope()))

const auditQuery = (scope: AuditScope) =>
  queryOptions({
    queryKey: [...keys.adminAudit(), scope],
    queryFn: () => unwrapPage(api.GET("/admin/audit", { params: { query: { ...scope, limit: ADMIN_ROWS } } })),
    placeholderData: keepPreviousData,
  })

/** Ends a hold on money. The reason goes to the audit log. */
export function useResumeBilling() {
  const queries = useQueryClient()
  return async (reason: string) => {
    await unwrap(api.POST("/admin/billing/resume", { body: { reason } }))
    await queries.invalidateQueries({ queryKey: keys.admin() })
  }
}

/** Voids an open invoice; operators only. */
export function useVoidInvoice(id: () => string) {
  const queries = useQueryClient()
  return async (reason: string) => {
    const path = { id: id() }
    const news = await unwrap(api.POST("/invoices/{id}/void", { params: { path }, body: { reason } }))
    keepInvoice(queries, news)
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.tenant(news.tenant_pubkey) }),
      queries.invalidateQueries({ queryKey: keys.admin() }),
    ])
  }
}

/** Suspends a relay or lifts the suspension. Returns the relay. */
export function useRelaySuspension(id: () => string) {
  const queries = useQueryClient()
  const known = async (answer: Promise<Relay>) => {
    const relay = await answer
    queries.setQueryData(keys.relay(id()), relay)
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.relayActivity(id()) }),
      queries.invalidateQueries({ queryKey: keys.tenantRelays(relay.tenant_pubkey) }),
      queries.invalidateQueries({ queryKey: keys.admin() }),
    ])
  }
  const path = () => ({ path: { id: id() } })
  return {
    suspend: (reason: string) => known(unwrap(api.POST("/relays/{id}/suspend", { params: path(), body: { reason } }))),
    unsuspend: (reason: string) =>
      known(unwrap(api.POST("/relays/{id}/unsuspend", { params: path(), body: { reason } }))),
  }
}
