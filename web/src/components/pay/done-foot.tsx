import { useLocation } from "@solidjs/router"
import { Show } from "solid-js"
import { useTenantInvoices } from "~/api/tenants"
import type { Invoice } from "~/domain/invoice"
import { text } from "~/i18n/en/pay"
import { paths } from "~/paths"
import { Button, LinkButton } from "~/ui/button"
import { useInvoiceFor } from "./invoice-for"
import type { Payment } from "./payment"

const words = text.done

/** Back to the page; after the first invoice of all, to the relay that it paid for, where its invite link stands. */
export function DoneFoot(props: { invoice: Invoice; payment: Payment; onClose: () => void }) {
  const location = useLocation()
  const isFor = useInvoiceFor(
    () => props.invoice,
    () => props.payment.items(),
  )
  const invoices = useTenantInvoices(() => props.invoice.tenant_pubkey)
  const isFirst = () => invoices.isSuccess && invoices.data.rows.filter((one) => one.status === "paid").length <= 1
  const relay = () => (isFirst() && isFor.charged().length === 1 ? isFor.charged()[0] : undefined)
  const elsewhere = () => {
    const id = relay()
    return id !== undefined && location.pathname !== paths.relay(id) ? paths.relay(id) : undefined
  }
  return (
    <Show
      when={elsewhere()}
      fallback={
        <Button kind="primary" data-autofocus="" onClick={() => props.onClose()}>
          {words.done}
        </Button>
      }
    >
      {(to) => (
        <LinkButton kind="primary" data-autofocus="" href={to()}>
          {words.done}
        </LinkButton>
      )}
    </Show>
  )
}

/** The tick in its ring, drawn once. */
export const PaidMark = () => (
  <svg viewBox="0 0 60 60" width="60" height="60" aria-hidden="true" class="shrink-0">
    <circle cx="30" cy="30" r="29" class="fill-ok-wash stroke-2 stroke-ok-dot" />
    <path
      d="M19 31l8 8 15-17"
      fill="none"
      stroke-width="3.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      pathLength="1"
      class="drawn stroke-ok"
    />
  </svg>
)
