import { Show } from "solid-js"
import { useInfo } from "~/api/info"
import { useTenant } from "~/api/tenants"
import { account } from "~/auth/session"
import { InvoiceOfAddress, InvoiceSheet } from "~/components/billing/invoice-sheet"
import { text as words } from "~/components/billing/words/en/invoice-page"
import { autopayOf, paysItself } from "~/domain/billing/autopay"
import type { Invoice } from "~/domain/billing/invoice"
import { text } from "~/i18n/en/invoice"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/form/button"

const WAY = { href: paths.account, label: words.back, missing: words.missing }

/** One invoice with its lines. Printed, it is a receipt. */
export default function InvoicePage() {
  return <InvoiceOfAddress way={WAY}>{(invoice) => <Sheet invoice={invoice()} />}</InvoiceOfAddress>
}

function Sheet(props: { invoice: Invoice }) {
  const info = useInfo()
  const isMine = () => props.invoice.tenant_pubkey === account()?.pubkey
  const methods = () => (info.isSuccess ? info.data.payment_methods : [])
  const canPay = () => props.invoice.status === "open" && isMine() && methods().length > 0
  const tenant = useTenant(() => (canPay() ? account()?.pubkey : undefined))
  const pays = () => canPay() && tenant.isSuccess && paysItself(autopayOf(tenant.data, methods()))
  return (
    <InvoiceSheet
      invoice={props.invoice}
      way={WAY}
      hrefOf={paths.invoice}
      note={pays() ? text.collecting : undefined}
      actions={
        <Show when={canPay()}>
          <LinkButton kind="primary" href={`?invoice=${encodeURIComponent(props.invoice.id)}`}>
            {words.pay}
          </LinkButton>
        </Show>
      }
    />
  )
}
