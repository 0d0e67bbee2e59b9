import { Show } from "solid-js"
import { useInfo } from "~/api/info"
import { useTenant, useTenantInvoices } from "~/api/tenants"
import { useBillingNow } from "~/components/billing/billing-now"
import { usePayLink } from "~/components/billing/pay-link"
import { useReading } from "~/components/billing/reading"
import { useOpenInvoice } from "~/components/relay/open-invoice"
import { daysLeft, type Invoice, invoiceWords, isOverdue } from "~/domain/billing/invoice"
import type { Relay } from "~/domain/relay/relay"
import { isBeingSetUp } from "~/domain/relay/setup-steps"
import { day, graceDays } from "~/domain/time"
import { text } from "~/features/relay-overview/words/en/relay"
import { text as invoiceText } from "~/i18n/en/invoice"
import { LinkButton } from "~/ui/form/button"
import { Scale } from "~/ui/state/scale"
import { Status } from "~/ui/state/status"

const words = text.due

/** The payments of a relay: the first invoice in full while the relay is set up, otherwise an open one in a line, which the
 * page's prompt says in full, or the next due date. */
export function RelayDue(props: { relay: Relay }) {
  const now = useBillingNow()
  const payLink = usePayLink()
  const asking = useOpenInvoice(() => props.relay)
  const tenant = useTenant(() => props.relay.tenant_pubkey)
  const invoices = useTenantInvoices(() => props.relay.tenant_pubkey)
  const isFirst = () => invoices.isSuccess && !invoices.data.rows.some((one) => one.status === "paid")
  const renews = () => (tenant.isSuccess && props.relay.status === "active" ? tenant.data?.renews_at : undefined)
  return (
    <Show
      when={asking()}
      fallback={
        <Show when={renews()}>{(at) => <p class="mt-1 text-ink-2 text-small">{words.next(day(at(), now()))}</p>}</Show>
      }
    >
      {(invoice) => (
        <Show
          when={isFirst() && isBeingSetUp(props.relay)}
          fallback={
            <p class="mt-1">
              <a class="link" href={payLink(invoice().id)}>
                <Status {...invoiceWords(invoice(), now())} />
              </a>
            </p>
          }
        >
          <FirstInvoice invoice={invoice()} />
        </Show>
      )}
    </Show>
  )
}

function FirstInvoice(props: { invoice: Invoice }) {
  const now = useBillingNow()
  const info = useInfo()
  const payLink = usePayLink()
  const { read } = useReading()
  const sum = () => read(props.invoice.total, props.invoice.amount)
  const grace = () => graceDays(props.invoice.created_at, props.invoice.due_at, now())
  return (
    <div class="mt-4">
      <h3 class="font-semibold text-small">{words.first}</h3>
      <p class="font-semibold text-figure tabular-nums">
        {sum().figure} <span class="font-normal text-body text-ink-2 tracking-normal">{sum().unit}</span>
      </p>
      <p class="mb-3 text-ink-2 text-small">
        {words.span(
          sum().other || undefined,
          invoiceText.span(day(props.invoice.period_start, now()), day(props.invoice.period_end, now())),
        )}
      </p>
      <Scale tone="due" value={grace().passed} max={grace().total} label={words.scale(grace().passed, grace().total)} />
      <p class="mt-1.5 flex justify-between text-ink-3 text-micro">
        <span>{words.payBy(day(props.invoice.due_at, now()))}</span>
        <span>{isOverdue(props.invoice, now()) ? "" : words.left(daysLeft(props.invoice, now()))}</span>
      </p>
      <Show when={info.isSuccess && info.data.payment_methods.length > 0}>
        <LinkButton kind="primary" class="mt-4 w-full" href={payLink(props.invoice.id)}>
          {words.pay}
        </LinkButton>
      </Show>
      <p class="mt-2 text-ink-2 text-small">{words.doesNotWait}</p>
    </div>
  )
}
