import { useInvoiceItems } from "~/api/invoices"
import { useTenantInvoices } from "~/api/tenants"
import { account } from "~/auth/session"
import { chargedRelays, type Invoice, openInvoices } from "~/domain/billing/invoice"
import { type Relay, relayRole } from "~/domain/relay/relay"

/**
 * The open invoice of a relay, if any. Checks the invoice that is due first, and the next one if the first is for other
 * relays. None for a team, which does not read the owner's invoices.
 */
export function useOpenInvoice(relay: () => Relay): () => Invoice | undefined {
  const mayRead = () => ["owner", "operator"].includes(relayRole(relay(), account()) ?? "")
  const invoices = useTenantInvoices(() => (mayRead() ? relay().tenant_pubkey : undefined))
  const open = () => (invoices.isSuccess ? openInvoices(invoices.data.rows) : [])
  const first = useInvoiceItems(() => open()[0]?.id)
  const second = useInvoiceItems(() => open()[1]?.id)
  return () => {
    const asks = (items: typeof first) => items.isSuccess && chargedRelays(items.data).includes(relay().id)
    if (open().length > 0 && asks(first)) return open()[0]
    return open().length > 1 && asks(second) ? open()[1] : undefined
  }
}
