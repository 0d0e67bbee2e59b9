import { Show } from "solid-js"
import { useInfo } from "~/api/info"
import { useInvoiceItems } from "~/api/invoices"
import type { Tenant } from "~/api/tenants"
import { useBillingNow } from "~/components/billing/billing-now"
import { useInvoiceFor } from "~/components/billing/invoice-for"
import { useReading } from "~/components/billing/reading"
import { autopayOf, paysItself } from "~/domain/billing/autopay"
import { type Invoice, invoiceWords, isOverdue } from "~/domain/billing/invoice"
import { afterFigure } from "~/domain/billing/money"
import { day, graceDays } from "~/domain/time"
import { text } from "~/features/account/words/en/account"
import { text as invoiceText } from "~/i18n/en/invoice"
import { LinkButton } from "~/ui/form/button"
import { Scale } from "~/ui/state/scale"
import { Status } from "~/ui/state/status"

const words = text.due

/** The invoice that is due first: amount, purpose, days passed, and consequence. */
export function Due(props: {
  invoice: Invoice
  tenant: Tenant | null
  /** A relay's plan starts when this is paid. */
  starts: boolean
}) {
  const now = useBillingNow()
  const info = useInfo()
  const items = useInvoiceItems(() => props.invoice.id)
  const lines = () => (items.isSuccess ? items.data : [])
  const isFor = useInvoiceFor(() => props.invoice, lines)
  const status = () => invoiceWords(props.invoice, now())
  const reading = useReading()
  const sum = () => reading.read(props.invoice.total, props.invoice.amount)
  const due = () => day(props.invoice.due_at, now())
  const grace = () => graceDays(props.invoice.created_at, props.invoice.due_at, now())
  const pays = () => info.isSuccess && info.data.payment_methods.length > 0
  const collecting = () => info.isSuccess && paysItself(autopayOf(props.tenant, info.data.payment_methods))
  const consequence = () => {
    if (props.starts) return words.starts(due())
    return isOverdue(props.invoice, now()) ? words.overdue : words.unpaid(due())
  }
  const each = () =>
    lines()
      .filter((item) => item.kind === "charge")
      .map((item) => words.line(isFor.nameOf(item.relay_id) ?? item.description, reading.text(item.total, item.amount)))
      .join(", ")
  return (
    <section
      aria-label={words.label}
      class="grid grid-cols-[minmax(0,1fr)] items-center gap-x-10 gap-y-5 rounded-card border border-sail bg-surface p-4 sm:p-6 wide:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)_132px]"
    >
      <div class="min-w-0">
        <p class="flex flex-wrap items-center gap-x-2.5">
          <Status {...status()} />
          <span class="text-ink-3 text-small">{words.invoiceOf(day(props.invoice.created_at, now()))}</span>
        </p>
        <p class="mt-2 font-semibold text-figure tabular-nums">
          {sum().figure} <span class="font-normal text-body text-ink-2 tracking-normal">{afterFigure(sum())}</span>
        </p>
        <p class="mt-1 break-words text-ink-2 text-small">{words.forSpan(each(), isFor.span())}</p>
      </div>
      <div class="min-w-0">
        <Scale
          tone="due"
          value={grace().passed}
          max={grace().total}
          label={words.scale(grace().passed, grace().total)}
        />
        <p class="mt-1.5 flex justify-between text-ink-3 text-micro">
          <span>{day(props.invoice.created_at, now())}</span>
          <span>{due()}</span>
        </p>
        <p class="mt-2 text-ink-2 text-small">
          {consequence()}
          <Show when={collecting()}> {invoiceText.collecting}</Show>
        </p>
      </div>
      <Show when={pays()}>
        <LinkButton
          kind={collecting() ? "second" : "primary"}
          href={`?invoice=${encodeURIComponent(props.invoice.id)}`}
          class="max-wide:max-w-60 max-sm:max-w-none"
        >
          {words.pay}
        </LinkButton>
      </Show>
    </section>
  )
}
