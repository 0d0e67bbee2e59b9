import type { QueryClient } from "@tanstack/solid-query"
import { keys } from "~/api/server/keys"
import { replaceRow } from "~/api/server/rows"
import { newerInvoice } from "~/domain/billing/invoice"
import type { components } from "../schema.gen"

type Invoice = components["schemas"]["Invoice"]

/** Updates an invoice in all cached queries. A late response never replaces newer data. */
export function keepInvoice(queries: QueryClient, news: Invoice): Invoice {
  const kept = newerInvoice(queries.getQueryData<Invoice>(keys.invoice(news.id)), news)
  queries.setQueryData(keys.invoice(news.id), kept)
  replaceRow(queries, keys.tenantInvoices(news.tenant_pubkey), kept)
  return kept
}
