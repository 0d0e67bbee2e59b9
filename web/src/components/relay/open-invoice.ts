import { useInvoiceItems } from "~/api/invoices"
import { useTenantInvoices } from "~/api/tenants"
import { chargedRelays, type Invoice, openInvoices } from "~/domain/billing/invoice"
import type { Relay } from "~/domain/relay/relay"

/**
 * The open invoice of a relay, if any. Checks the invoice that is due first, and the next one if the first is for other
 * relays.
 */
export function useOpenInvoice(relay: () => Relay): () => Invoice | undefined {
  const invoices = useTenantInvoices(() => relay().tenant_pubkey)
  const open = () => (invoices.isSuccess ? openInvoices(invoices.data.rows) : [])
  const first = useInvoiceItems(() => open()[0]?.id)
  const second = useInvoiceItems(() => open()[1]?.id)
  return () => {
    const asks = (items: typeof first) => items.isSuccess && chargedRelays(items.data).includes(relay().id)
    if (open().length > 0 && asks(first)) return open()[0]
    return open().length > 1 && asks(second) ? open()[1] : undefined
  }
}
