import { Show } from "solid-js"
import { useTenantInvoices } from "~/api/tenants"
import { type Invoice, openInvoices } from "~/domain/billing/invoice"
import { text } from "~/features/pay/words/en/pay"
import { text as invoiceText } from "~/i18n/en/invoice"
import { Button } from "~/ui/form/button"

/** A void invoice: the reason, and the invoice to pay instead, if any. */
export function PayVoid(props: { invoice: Invoice; onOther: (invoice: string) => void }) {
  const invoices = useTenantInvoices(() => props.invoice.tenant_pubkey)
  const newer = () => (invoices.isSuccess ? openInvoices(invoices.data.rows)[0] : undefined)
  return (
    <div class="grid justify-items-start gap-4">
      <p class="text-ink-2">
        {text.voided[props.invoice.void_reason ?? "plain"]}{" "}
        <Show when={props.invoice.void_note}>{(note) => invoiceText.hostReason(note())}</Show>
      </p>
      <Show when={props.invoice.void_reason === "replaced" && newer()}>
        {(other) => (
          <Button kind="primary" onClick={() => props.onOther(other().id)}>
            {text.voided.replacedBy}
          </Button>
        )}
      </Show>
    </div>
  )
}
