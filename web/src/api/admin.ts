import { keepPreviousData, queryOptions, useQuery, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap, unwrapPage } from "~/api/server/client"
import { keepInvoice } from "~/api/server/invoice-cache"
import { keys } from "~/api/server/keys"
import type { components } from "./schema.gen"

export type Overview = components["schemas"]["Overview"]
export type AuditEntry = components["schemas"]["AuditEntry"]
type Relay = components["schemas"]["Relay"]

/** Rows that a page of the operator's lists shows. */
export const ADMIN_ROWS = 50
/** The overview tells of workers that send no events, so it is read again this often, in milliseconds. */
export const OVERVIEW_AGE_MS = 15_000

/** What a list shows: everything in it stands in the page's address. */
export type ListView = { q?: string; status?: string; plan?: string; tenant?: string; cursor?: string }

export const useOverview = () =>
  useQuery(() => ({
    queryKey: keys.adminOverview(),
    queryFn: () => unwrap(api.GET("/admin/overview")),
    refetchInterval: OVERVIEW_AGE_MS,
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

/** Which entries of the audit log are shown. An object is named by its type and id together. */
export type AuditScope = { q?: string; cursor?: string; tenant?: string; resource_type?: string; resource_id?: string }

export const useAudit = (scope: () => AuditScope) => useQuery(() => auditQuery(scope()))

const auditQuery = (scope: AuditScope) =>
  queryOptions({
    queryKey: [...keys.adminAudit(), scope],
    queryFn: () => unwrapPage(api.GET("/admin/audit", { params: { query: { ...scope, limit: ADMIN_ROWS } } })),
    placeholderData: keepPreviousData,
  })

/** Lets money move again after it was put on hold. The reason goes with the request, to the audit log. */
export function useResumeBilling() {
  const queries = useQueryClient()
  return async (reason: string) => {
    await unwrap(api.POST("/admin/billing/resume", { body: { reason } }))
    await queries.invalidateQueries({ queryKey: keys.admin() })
  }
}

/** Writes an open invoice off; operators only. */
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

/** Suspends one relay, or lifts that. Answers what the relay is then. */
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
