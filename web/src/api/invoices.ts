import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query"
import { api, isPassing, unwrap, unwrapPage } from "~/api/server/client"
import { fetchFile, saveBlob } from "~/api/server/files"
import { keepInvoice } from "~/api/server/invoice-cache"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import { newerInvoice } from "~/domain/billing/invoice"
import { isOverAt } from "~/domain/billing/payment-code"
import type { Interval } from "~/domain/billing/plan"
import type { components } from "./schema.gen"

export type Invoice = components["schemas"]["Invoice"]
export type InvoiceItem = components["schemas"]["InvoiceItem"]
export type InvoiceDocument = components["schemas"]["InvoiceDocument"]
export type Bolt11 = components["schemas"]["Bolt11"]

/** An invoice. An event of the stream is not replaced by an older response. */
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

/** The lines of an invoice, in the order of their creation. */
export const useInvoiceItems = (id: () => string | undefined) => useQuery(() => invoiceItemsQuery(id()))

export const invoiceItemsQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: keys.invoiceItems(id ?? ""),
    enabled: id !== undefined,
    queryFn: async ({ signal }) =>
      (await unwrapPage(api.GET("/invoices/{id}/items", { params: { path: { id: id ?? "" } }, signal }))).rows,
  })

/** An invoice as a document. Read again when a payment or a refund changes the invoice. */
export const useInvoiceDocument = (invoice: () => Invoice) => useQuery(() => invoiceDocumentQuery(invoice()))

const invoiceDocumentQuery = (invoice: Invoice) =>
  queryOptions({
    queryKey: keys.invoiceDocument(invoice.id, stateOf(invoice)),
    queryFn: ({ signal }) =>
      unwrap(api.GET("/invoices/{id}/document", { params: { path: { id: invoice.id } }, signal })),
  })

/** Everything of an invoice that changes after its creation. */
const stateOf = ({ status, refunded, refund_pending, dispute }: Invoice) =>
  [status, refunded?.amount ?? 0, refund_pending?.amount ?? 0, dispute ?? ""].join()

/** Downloads a table of all invoices of a tenant. */
export const useInvoiceTable = () =>
  useMutation(() => ({
    mutationFn: async (pubkey: string) => saveBlob(await fetchFile(`/tenants/${pubkey}/invoices/csv`), "invoices.csv"),
  }))

/** Downloads the document of an invoice as a PDF, under the invoice's number. */
export const useInvoicePdf = () =>
  useMutation(() => ({
    mutationFn: async ({ id, number }: { id: string; number: string }) =>
      saveBlob(await fetchFile(`/invoices/${id}/pdf`), `${number}.pdf`),
  }))

/**
 * The Lightning invoice of an open invoice: the existing one while it can be paid. Not reloaded automatically, so that
 * the code on the screen stays while it is scanned. It is reloaded only if there is none, or if this device's clock
 * cannot tell its end.
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

/** Age from which a reopened dialog reloads the Lightning invoice, in milliseconds. */
const CODE_STALE_MS = 60_000

/** Delay before a missing Lightning invoice is requested again, in milliseconds. */
const CODE_AGAIN_MS = 5_000

/** Checks with the platform's wallet and card processor whether an invoice was paid. */
export function useReconcile() {
  const queries = useQueryClient()
  return useMutation(() => ({
    mutationFn: (id: string) => unwrap(api.POST("/invoices/{id}/reconcile", { params: { path: { id } } })),
    onSuccess: (news) => told(queries, news),
  }))
}

/** The address of the card checkout, which returns to `returnUrl`. */
export const useCheckout = () =>
  useMutation(() => ({
    mutationFn: ({ id, returnUrl }: { id: string; returnUrl: string }) =>
      unwrap(api.POST("/invoices/{id}/checkout", { params: { path: { id }, query: { return_url: returnUrl } } })),
  }))

/** The unbilled items; `null` if there are none. */
export const useDraft = (pubkey: () => string | undefined) => useQuery(() => draftQuery(pubkey()))

const draftQuery = (pubkey: string | undefined) =>
  queryOptions({
    queryKey: keys.tenantDraft(pubkey ?? ""),
    enabled: pubkey !== undefined,
    queryFn: () => unwrap(api.GET("/tenants/{pubkey}/invoices/draft", { params: { path: { pubkey: pubkey ?? "" } } })),
  })

/** Invoices of an earlier platform, newest first: history, which cannot be paid here. */
export const useImportedInvoices = (pubkey: () => string) => useQuery(() => importedQuery(pubkey()))

const importedQuery = (pubkey: string) =>
  queryOptions({
    queryKey: keys.tenantImported(pubkey),
    queryFn: () => unwrap(api.GET("/tenants/{pubkey}/invoices/imported", { params: { path: { pubkey } } })),
  })

/** The charges of the next month, net of credit; `null` if there are none. */
export const useUpcoming = (pubkey: () => string | undefined) => useQuery(() => upcomingQuery(pubkey()))

const upcomingQuery = (pubkey: string | undefined) =>
  queryOptions({
    queryKey: keys.tenantUpcoming(pubkey ?? ""),
    enabled: pubkey !== undefined,
    queryFn: () =>
      unwrap(api.GET("/tenants/{pubkey}/invoices/upcoming", { params: { path: { pubkey: pubkey ?? "" } } })),
  })

/** A quote for a new relay on a plan, by the code that bills. */
export const useNewRelayQuote = (
  pubkey: () => string | undefined,
  plan: () => string | undefined,
  interval: () => Interval,
) => useQuery(() => newRelayQuoteQuery(pubkey(), plan(), interval()))

const newRelayQuoteQuery = (pubkey: string | undefined, plan: string | undefined, interval: Interval) =>
  queryOptions({
    queryKey: [...keys.tenantUpcoming(pubkey ?? ""), "new", plan ?? "", interval],
    enabled: pubkey !== undefined && plan !== undefined,
    staleTime: 0,
    refetchInterval: QUOTE_AGE_MS,
    retry: false,
    queryFn: () => {
      const params = { path: { pubkey: pubkey ?? "" } }
      return unwrap(api.POST("/tenants/{pubkey}/quote", { params, body: { plan_id: plan ?? "", interval } }))
    },
  })

/** Largest age of a displayed quote, in milliseconds. */
export const QUOTE_AGE_MS = 10_000

/**
 * A quote for a relay on this plan and status, line by line. Without a status it stays unchanged. Reloaded while it is
 * shown, because it falls with every second and jumps at the end of a period or a pause.
 */
export const useQuote = (
  id: () => string,
  plan: () => string | undefined,
  status?: "active" | "inactive",
  interval?: () => Interval,
) => useQuery(() => quoteQuery(id(), plan(), status, interval?.()))

const quoteQuery = (id: string, plan: string | undefined, status?: "active" | "inactive", interval?: Interval) =>
  queryOptions({
    queryKey: [...keys.relayQuote(id, plan ?? "", status), interval ?? ""],
    enabled: plan !== undefined,
    staleTime: 0,
    gcTime: 0,
    refetchInterval: QUOTE_AGE_MS,
    retry: false,
    queryFn: () => {
      const body = { plan_id: plan ?? "", ...(status && { status }), ...(interval && { interval }) }
      return unwrap(api.POST("/relays/{id}/quote", { params: { path: { id } }, body }))
    },
  })

/** A closed invoice changes its tenant's status and the unbilled items. */
function told(queries: QueryClient, news: Invoice) {
  const before = queries.getQueryData<Invoice>(keys.invoice(news.id))
  const kept = keepInvoice(queries, news)
  if (before?.status === kept.status) return
  void queries.invalidateQueries({ queryKey: keys.tenant(kept.tenant_pubkey) })
}
