import type { QueryClient } from "@tanstack/solid-query"
import { keys } from "~/api/server/keys"
import { replaceRow } from "~/api/server/rows"
import { newerInvoice } from "~/domain/billing/invoice"
import type { components } from "../schema.gen"

type Invoice = components["schemas"]["Invoice"]

/** Puts what is known of an invoice wherever pages read it; an answer that comes late takes nothing back. */
export function keepInvoice(queries: QueryClient, news: Invoice): Invoice {
  const kept = newerInvoice(queries.getQueryData<Invoice>(keys.invoice(news.id)), news)
  queries.setQueryData(keys.invoice(news.id), kept)
  replaceRow(queries, keys.tenantInvoices(news.tenant_pubkey), kept)
  return kept
}
