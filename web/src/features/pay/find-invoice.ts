import { type QueryClient, useQueryClient } from "@tanstack/solid-query"
import { onCleanup, onMount } from "solid-js"
import { infoQuery } from "~/api/info"
import { invoiceItemsQuery } from "~/api/invoices"
import { tenantInvoicesQuery, tenantQuery } from "~/api/tenants"
import { account } from "~/auth/session"
import { autopayOf, paysItself } from "~/domain/billing/autopay"
import { chargedRelays, openInvoices } from "~/domain/billing/invoice"

/** The invoice follows the change within a moment; after this long there is none, in milliseconds. */
const WAIT_MS = 20_000
const AGAIN_MS = 500

/**
 * Waits for the invoice of a relay, without showing anything. Finds nothing if a wallet or card pays automatically, or
 * if there is none.
 */
export function FindInvoice(props: { relay: string; onFound: (invoice: string | undefined) => void }) {
  const queries = useQueryClient()
  const gone = new AbortController()
  onCleanup(() => gone.abort())
  onMount(() => {
    const pubkey = account()?.pubkey
    const answer = (invoice: string | undefined) => gone.signal.aborted || props.onFound(invoice)
    if (!pubkey) return void answer(undefined)
    search(queries, pubkey, props.relay, gone.signal).then(answer, () => answer(undefined))
  })
  return null
}

async function search(queries: QueryClient, pubkey: string, relay: string, stop: AbortSignal) {
  const until = Date.now() + WAIT_MS
  while (!stop.aborted && Date.now() < until) {
    // An event of the stream restarts a running query. That is no answer, and the next round has one.
    const found = await look(queries, pubkey, relay).catch(() => undefined)
    if (found) return found.invoice
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
  return undefined
}

/** The invoice to open, or that there is none; undefined while it may still come. */
async function look(
  queries: QueryClient,
  pubkey: string,
  relay: string,
): Promise<{ invoice: string | undefined } | undefined> {
  const { payment_methods: methods } = await queries.fetchQuery(infoQuery)
  if (methods.length === 0) return { invoice: undefined }
  const tenant = await queries.fetchQuery({ ...tenantQuery(pubkey), staleTime: AGAIN_MS })
  if (paysItself(autopayOf(tenant, methods))) return { invoice: undefined }
  const invoices = await queries.fetchQuery({ ...tenantInvoicesQuery(pubkey), staleTime: 0 })
  for (const { id } of openInvoices(invoices.rows)) {
    const items = await queries.fetchQuery(invoiceItemsQuery(id))
    if (chargedRelays(items).includes(relay)) return { invoice: id }
  }
  return undefined
}
