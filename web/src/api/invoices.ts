import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/solid-query"
import { api, isPassing, unwrap, unwrapPage } from "~/api/server/client"
import { keepInvoice } from "~/api/server/invoice-cache"
import { keys } from "~/api/server/keys"
import { newerInvoice } from "~/domain/billing/invoice"
import { isOverAt } from "~/domain/billing/payment-code"
import type { components } from "./schema.gen"

export type Invoice = components["schemas"]["Invoice"]
export type InvoiceItem = components["schemas"]["InvoiceItem"]
export type Bolt11 = components["schemas"]["Bolt11"]

/** An invoice. What the stream told meanwhile is not taken back by an answer that was asked for before. */
export function useInvoice(id: () => string | undefined) {
  const queries = useQueryClient()
  return useQuery(() => invoiceQuery(queries, id()))
}

const invoiceQuery = (queries: QueryClient, id: string | undefined) =>
  queryOptions({
    queryKey: keys.invoice(id ?? ""),
    enabled: id !== undefined,
    queryFn: async ({ signal }) => {
      const news = await unwrap(api.GET("/invoices/{id}", { params: { path: { id: id ?? "" } }, signal }))
      return newerInvoice(queries.getQueryData<Invoice>(keys.invoice(news.id)), news)
    },
  })

/** The lines of an invoice, in the order in which they came to be. */
export const useInvoiceItems = (id: () => string | undefined) => useQuery(() => invoiceItemsQuery(id()))

export const invoiceItemsQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: keys.invoiceItems(id ?? ""),
    enabled: id !== undefined,
    queryFn: async ({ signal }) =>
      (await unwrapPage(api.GET("/invoices/{id}/items", { params: { path: { id: id ?? "" } }, signal }))).rows,
  })

/**
 * The payment code of an open invoice: the one that there is while it can be paid. Not asked for again by itself, so that the code
 * on the screen stays the one that somebody is about to scan; but where there is none just now, or one whose end this device's clock
 * cannot tell, it is.
 */
export const usePaymentCode = (id: () => string | undefined) => useQuery(() => paymentCodeQuery(id()))

const paymentCodeQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: keys.invoiceCode(id ?? ""),
    enabled: id !== undefined,
    staleTime: CODE_STALE_MS,
    refetchOnWindowFocus: false,
    retry: false,
    queryFn: ({ signal }) => unwrap(api.GET("/invoices/{id}/bolt11", { params: { path: { id: id ?? "" } }, signal })),
    refetchInterval: ({ state }) => {
      if (isPassing(state.error)) return CODE_AGAIN_MS
      return state.data && isOverAt(state.data, state.dataUpdatedAt / 1000) ? CODE_STALE_MS : false
    },
  })

/** A dialog that is opened again later than this asks for the code anew, in milliseconds. */
const CODE_STALE_MS = 60_000

/** Where there is none just now it is asked for again after so long, in milliseconds. */
const CODE_AGAIN_MS = 5_000

/** Asks the receiving sides whether an invoice was paid. */
export function useReconcile() {
  const queries = useQueryClient()
  return useMutation(() => ({
    mutationFn: (id: string) => unwrap(api.POST("/invoices/{id}/reconcile", { params: { path: { id } } })),
    onSuccess: (news) => told(queries, news),
  }))
}

/** Where an invoice is paid by card, coming back to `returnUrl`. */
export const useCheckout = () =>
  useMutation(() => ({
    mutationFn: ({ id, returnUrl }: { id: string; returnUrl: string }) =>
      unwrap(api.POST("/invoices/{id}/checkout", { params: { path: { id }, query: { return_url: returnUrl } } })),
  }))

/** What accrued and is not asked for yet; `null` where nothing did. */
export const useDraft = (pubkey: () => string | undefined) => useQuery(() => draftQuery(pubkey()))

const draftQuery = (pubkey: string | undefined) =>
  queryOptions({
    queryKey: keys.tenantDraft(pubkey ?? ""),
    enabled: pubkey !== undefined,
    queryFn: () => unwrap(api.GET("/tenants/{pubkey}/invoices/draft", { params: { path: { pubkey: pubkey ?? "" } } })),
  })

/** What the next month will be billed, net of credit; `null` where nothing will be. */
export const useUpcoming = (pubkey: () => string | undefined) => useQuery(() => upcomingQuery(pubkey()))

const upcomingQuery = (pubkey: string | undefined) =>
  queryOptions({
    queryKey: keys.tenantUpcoming(pubkey ?? ""),
    enabled: pubkey !== undefined,
    queryFn: () =>
      unwrap(api.GET("/tenants/{pubkey}/invoices/upcoming", { params: { path: { pubkey: pubkey ?? "" } } })),
  })

/** What a new relay on a plan would cost now, by the code that bills. */
export const useNewRelayQuote = (pubkey: () => string | undefined, plan: () => string | undefined) =>
  useQuery(() => newRelayQuoteQuery(pubkey(), plan()))

const newRelayQuoteQuery = (pubkey: string | undefined, plan: string | undefined) =>
  queryOptions({
    queryKey: [...keys.tenantUpcoming(pubkey ?? ""), "new", plan ?? ""],
    enabled: pubkey !== undefined && plan !== undefined,
    staleTime: 0,
    refetchInterval: QUOTE_AGE_MS,
    retry: false,
    queryFn: () => {
      const params = { path: { pubkey: pubkey ?? "" } }
      return unwrap(api.POST("/tenants/{pubkey}/quote", { params, body: { plan_id: plan ?? "" } }))
    },
  })

/** What is shown of a quote is not older than this, in milliseconds. */
export const QUOTE_AGE_MS = 10_000

/**
 * What a relay would cost now on this plan, and online or not; line by line. Without a status it stays as it is. Asked again as long
 * as it is shown, since it falls with every second, and at the end of a period or a pause all at once.
 */
export const useQuote = (id: () => string, plan: () => string | undefined, status?: "active" | "inactive") =>
  useQuery(() => quoteQuery(id(), plan(), status))

const quoteQuery = (id: string, plan: string | undefined, status?: "active" | "inactive") =>
  queryOptions({
    queryKey: keys.relayQuote(id, plan ?? "", status),
    enabled: plan !== undefined,
    staleTime: 0,
    gcTime: 0,
    refetchInterval: QUOTE_AGE_MS,
    retry: false,
    queryFn: () => {
      const body = { plan_id: plan ?? "", ...(status && { status }) }
      return unwrap(api.POST("/relays/{id}/quote", { params: { path: { id } }, body }))
    },
  })

/** An invoice that is closed now changes how its tenant stands, and what is asked for next. */
function told(queries: QueryClient, news: Invoice) {
  const before = queries.getQueryData<Invoice>(keys.invoice(news.id))
  const kept = keepInvoice(queries, news)
  if (before?.status === kept.status) return
  void queries.invalidateQueries({ queryKey: keys.tenant(kept.tenant_pubkey) })
}
