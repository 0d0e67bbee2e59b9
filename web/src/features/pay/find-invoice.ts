import { type QueryClient, useQueryClient } from "@tanstack/solid-query"
import { onCleanup, onMount } from "solid-js"
import { infoQuery } from "~/api/info"
import { invoiceItemsQuery } from "~/api/invoices"
import { tenantInvoicesQuery, tenantQuery } from "~/api/tenants"
import { account } from "~/auth/session"
import { autopayOf, paysItself } from "~/domain/billing/autopay"
import { chargedRelays, openInvoices } from "~/domain/billing/invoice"

/** The bill follows the change within a moment; after this long there is none to come, in milliseconds. */
const WAIT_MS = 20_000
const AGAIN_MS = 500

/**
 * Waits for the invoice that asks for a relay, and shows nothing meanwhile. Where a wallet or a card pays it by itself, nobody is
 * asked to. Answers nothing where there is none.
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
    // News of the stream ends a question that is under way and asks it anew: that is no answer, and the next round has one.
    const found = await look(queries, pubkey, relay).catch(() => undefined)
    if (found) return found.invoice
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
  return undefined
}

/** What there is to open, or that there is nothing to wait for; neither as long as the invoice may still come. */
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
