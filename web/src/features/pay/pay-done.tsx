import { useLocation } from "@solidjs/router"
import { type JSX, Show } from "solid-js"
import { useNotices, useTenant } from "~/api/tenants"
import { useBillingNow } from "~/components/billing/billing-now"
import { useInvoiceFor } from "~/components/billing/invoice-for"
import { InvoiceNotes } from "~/components/billing/invoice-notes"
import { PlayMoney } from "~/components/billing/play-money"
import { useReading } from "~/components/billing/reading"
import type { Invoice } from "~/domain/billing/invoice"
import { calendarDays, clock, day, dayAndTime } from "~/domain/time"
import { text } from "~/features/pay/words/en/pay"
import { paths } from "~/paths"
import { Rows } from "~/ui/card"
import { Button, LinkButton } from "~/ui/form/button"
import type { Payment } from "./payment"

const words = text.done

/** What was paid, when, and for which time; how the next invoice is paid, and where the receipt is. */
export function PayDone(props: { invoice: Invoice; payment: Payment; onLeave: () => void }) {
  const now = useBillingNow()
  const tenant = useTenant(() => props.invoice.tenant_pubkey)
  const isFor = useInvoiceFor(
    () => props.invoice,
    () => props.payment.items(),
  )
  const reading = useReading()
  const sum = () => reading.text(props.invoice.total, props.invoice.amount)
  const arrived = () => {
    const at = props.invoice.paid_at ?? now()
    return calendarDays(at, now()) === 0
      ? words.arrived(sum(), clock(at))
      : words.arrivedOn(sum(), dayAndTime(at, now()))
  }
  const until = () =>
    isFor.charged().length === 0 || props.invoice.dispute === "lost"
      ? ""
      : words.until(isFor.who(), isFor.charged().length, day(props.invoice.period_end, now()))
  const known = () => (tenant.isSuccess ? tenant.data : undefined)
  const renews = () => known()?.renews_at
  const autopay = () => props.payment.autopay()
  const next = () => {
    const at = renews()
    if (at == null) return words.nextNothing
    if (autopay().disputed) return words.nextDisputed
    if (autopay().wallet.state === "on") return words.nextWallet(day(at, now()))
    if (autopay().card.state === "on") return words.nextCard(day(at, now()))
    return autopay().wallet.state === "off" ? words.nextHandCard : words.nextHand
  }
  const notices = useNotices(() => props.invoice.tenant_pubkey)
  /** Whether the receipt also went out as a private message. */
  const sent = () => {
    const rows = notices.isSuccess ? notices.data.rows : []
    return rows.find((one) => one.notice_type === "invoice_paid" && one.subject === props.invoice.id)?.status ?? "none"
  }
  const offers = () => renews() != null || autopay().wallet.state === "on"
  return (
    <>
      <p class="pt-1 pb-7 text-center text-ink-2" role="status">
        {arrived()} {until()}
      </p>
      <InvoiceNotes invoice={props.invoice} class="pb-6" />
      <Rows class="-mx-5 border-line border-t px-5 sm:-mx-6 sm:px-7">
        <Row
          title={words.next}
          text={next()}
          note={<PlayMoney wallet={known()?.wallet?.pubkey} class="text-ink-2 text-small" />}
        >
          <Show when={offers() && autopay().wallet.state !== "off"}>
            <LinkButton size="small" href={`${paths.account}#autopay`} onClick={() => props.onLeave()}>
              {autopay().wallet.state === "on" ? words.change : words.connect}
            </LinkButton>
          </Show>
        </Row>
        <Row title={words.receipt} text={words.receiptText[sent()]}>
          <LinkButton size="small" href={paths.invoice(props.invoice.id)}>
            {words.openReceipt}
          </LinkButton>
        </Row>
      </Rows>
    </>
  )
}

/** The code of this part may load after the dialog has placed the focus. */
const focusSoon = (control: HTMLElement) => queueMicrotask(() => control.focus())

/** Back to the page, and on to the relay that was paid for. */
export function DoneFoot(props: { invoice: Invoice; payment: Payment; onClose: () => void }) {
  const location = useLocation()
  const isFor = useInvoiceFor(
    () => props.invoice,
    () => props.payment.items(),
  )
  /** The only relay that was paid for, if the page shows another one. */
  const elsewhere = () => {
    const [id, ...others] = isFor.charged()
    return id !== undefined && others.length === 0 && location.pathname !== paths.relay(id) ? id : undefined
  }
  return (
    <Show
      when={elsewhere()}
      fallback={
        <Button kind="primary" ref={focusSoon} onClick={() => props.onClose()}>
          {words.done}
        </Button>
      }
    >
      {(id) => (
        <>
          <Button onClick={() => props.onClose()}>{words.done}</Button>
          <LinkButton kind="primary" ref={focusSoon} href={paths.relay(id())}>
            {words.toRelay(isFor.nameOf(id()) ?? words.theRelay)}
          </LinkButton>
        </>
      )}
    </Show>
  )
}

const Row = (props: { title: string; text: string; note?: JSX.Element; children: JSX.Element }) => (
  <div class="flex items-center justify-between gap-6 py-3.5">
    <div class="min-w-0">
      <div class="font-label">{props.title}</div>
      <div class="text-ink-2 text-small">{props.text}</div>
      {props.note}
    </div>
    {props.children}
  </div>
)
