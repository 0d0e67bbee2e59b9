import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query"
import { ApiError, api, unwrap, unwrapPage } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import type { components } from "./schema.gen"

export type Tenant = components["schemas"]["Tenant"]
export type Invoice = components["schemas"]["Invoice"]
export type BillingDetails = components["schemas"]["BillingDetails"]
export type Notice = components["schemas"]["Notice"]

/** A tenant, or `null` for a key without relays, which is no error. */
export const useTenant = (pubkey: () => string | undefined) => useQuery(() => tenantQuery(pubkey()))

export const tenantQuery = (pubkey: string | undefined) =>
  queryOptions({
    queryKey: keys.tenant(pubkey ?? ""),
    enabled: pubkey !== undefined,
    queryFn: () =>
      unwrap(api.GET("/tenants/{pubkey}", { params: { path: { pubkey: pubkey ?? "" } } })).catch((refused) => {
        if (refused instanceof ApiError && refused.status === 404) return null
        throw refused
      }),
  })

/** A tenant's invoices, newest first, without the draft. */
export const useTenantInvoices = (pubkey: () => string | undefined) => useQuery(() => tenantInvoicesQuery(pubkey()))

export const tenantInvoicesQuery = (pubkey: string | undefined) =>
  queryOptions({
    queryKey: keys.tenantInvoices(pubkey ?? ""),
    enabled: pubkey !== undefined,
    queryFn: () => unwrapPage(api.GET("/tenants/{pubkey}/invoices", { params: { path: { pubkey: pubkey ?? "" } } })),
  })

/** How a tenant is named on invoices and receipts. */
export const useBillingDetails = (pubkey: () => string) => useQuery(() => billingDetailsQuery(pubkey()))

const billingDetailsQuery = (pubkey: string) =>
  queryOptions({
    queryKey: keys.billingDetails(pubkey),
    queryFn: () => unwrap(api.GET("/tenants/{pubkey}/billing-details", { params: { path: { pubkey } } })),
  })

/** Replaces the billing details. Open invoices show the new ones. */
export function useSaveBillingDetails(pubkey: () => string) {
  const queries = useQueryClient()
  return useMutation(() => ({
    mutationFn: (body: BillingDetails) =>
      unwrap(api.PUT("/tenants/{pubkey}/billing-details", { params: { path: { pubkey: pubkey() } }, body })),
    onSuccess: (saved) => {
      queries.setQueryData(keys.billingDetails(pubkey()), saved)
      void queries.invalidateQueries({ queryKey: keys.invoiceDocuments() })
    },
  }))
}

/** The notices to a tenant, newest first. */
export const useNotices = (pubkey: () => string | undefined) => useQuery(() => noticesQuery(pubkey()))

const noticesQuery = (pubkey: string | undefined) =>
  queryOptions({
    queryKey: keys.tenantNotices(pubkey ?? ""),
    enabled: pubkey !== undefined,
    queryFn: () => unwrapPage(api.GET("/tenants/{pubkey}/notices", { params: { path: { pubkey: pubkey ?? "" } } })),
  })

/** The activities of a tenant and its relays, newest first. */
export const useTenantActivity = (pubkey: () => string | undefined) => useQuery(() => tenantActivityQuery(pubkey()))

const tenantActivityQuery = (pubkey: string | undefined) =>
  queryOptions({
    queryKey: keys.tenantActivity(pubkey ?? ""),
    enabled: pubkey !== undefined,
    queryFn: () => unwrap(api.GET("/tenants/{pubkey}/activity", { params: { path: { pubkey: pubkey ?? "" } } })),
  })

/** Suspends a tenant with all its relays, or lifts the suspension; operators only. Returns the tenant. */
export function useTenantSuspension(pubkey: () => string) {
  const queries = useQueryClient()
  const known = async (tenant: Promise<Tenant>) => {
    queries.setQueryData(keys.tenant(pubkey()), await tenant)
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.tenantRelays(pubkey()) }),
      queries.invalidateQueries({ queryKey: keys.tenantActivity(pubkey()) }),
      queries.invalidateQueries({ queryKey: keys.admin() }),
    ])
  }
  const path = () => ({ path: { pubkey: pubkey() } })
  return {
    suspend: (reason: string) =>
      known(unwrap(api.POST("/tenants/{pubkey}/suspend", { params: path(), body: { reason } }))),
    unsuspend: (reason: string) =>
      known(unwrap(api.POST("/tenants/{pubkey}/unsuspend", { params: path(), body: { reason } }))),
  }
}
