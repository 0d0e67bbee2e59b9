import { useParams } from "@solidjs/router"
import { type JSX, Match, Show, Switch } from "solid-js"
import { useInvoice, useInvoiceItems } from "~/api/invoices"
import { ApiError } from "~/api/server/client"
import { text as words } from "~/components/billing/words/en/invoice-page"
import { Plain } from "~/components/frame/plain"
import { useTitle } from "~/components/frame/title"
import { type Invoice, invoiceWords } from "~/domain/billing/invoice"
import { moneyText } from "~/domain/billing/money"
import { day, dayAndTime } from "~/domain/time"
import { text } from "~/i18n/en/invoice"
import { Card, Fact, Facts } from "~/ui/card"
import { Crumb } from "~/ui/crumb"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { Status } from "~/ui/state/status"
import { useBillingNow } from "./billing-now"
import { InvoiceLines } from "./invoice-lines"
import { InvoiceNotes } from "./invoice-notes"

/** Where the page of an invoice leads back to, and its text for a missing one. */
type Way = { href: string; label: string; missing: { title: string; text: string; action: string } }

/** The invoice in the page's address: loading, missing, unreadable, or shown by `children`. */
export function InvoiceOfAddress(props: { way: Way; children: (invoice: () => Invoice) => JSX.Element }) {
  const params = useParams<{ id: string }>()
  const invoice = useInvoice(() => params.id)
  const isMissing = () => invoice.error instanceof ApiError && invoice.error.status === 404
  return (
    <Switch>
      <Match when={isMissing()}>
        <Missing way={props.way} />
      </Match>
      <Match when={!invoice.isPending && invoice.data}>{(known) => props.children(known)}</Match>
      <Match when={invoice.isError}>
        <ProblemNote error={invoice.error} onRetry={() => invoice.refetch()} />
      </Match>
      <Match when={true}>
        <Loading label={words.loading} class="grid gap-4">
          <Skeleton class="h-8 w-56" />
          <Skeleton class="h-44 w-full" />
        </Loading>
      </Match>
    </Switch>
  )
}

function Missing(props: { way: Way }) {
  useTitle(() => props.way.missing.title)
  return (
    <Plain
      title={props.way.missing.title}
      text={props.way.missing.text}
      action={{ href: props.way.href, label: props.way.missing.action }}
    />
  )
}

/** One invoice: its status, why it is void if it is, its lines and its facts. */
export function InvoiceSheet(props: {
  invoice: Invoice
  way: Way
  title: string
  /** The current state of its collection. */
  note?: string | undefined
  /** Buttons for actions. */
  actions: JSX.Element
  /** Issuer and payer. */
  parties: JSX.Element
  /** Content below the sheet. */
  below?: JSX.Element | undefined
}) {
  const now = useBillingNow()
  const items = useInvoiceItems(() => props.invoice.id)
  const status = () => invoiceWords(props.invoice, now())
  useTitle(() => props.title, status)
  return (
    <>
      <span class="print:hidden">
        <Crumb href={props.way.href} label={props.way.label} />
      </span>
      <div class="flex flex-wrap items-center justify-between gap-4">
        <div class="flex flex-wrap items-center gap-x-3.5 gap-y-1">
          <h1 class="text-h1">{props.title}</h1>
          <span role="status">
            <Status {...status()} />
          </span>
        </div>
        {props.actions}
      </div>
      <InvoiceNotes invoice={props.invoice} class="mt-6" />
      <Show when={props.note}>{(said) => <Note class="mt-6" text={said()} />}</Show>
      <div class="mt-6 grid items-start gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_328px]">
        <Switch>
          <Match when={items.isSuccess && items.data}>
            {(lines) => <InvoiceLines invoice={props.invoice} items={lines()} />}
          </Match>
          <Match when={items.isError}>
            <ProblemNote error={items.error} onRetry={() => items.refetch()} />
          </Match>
          <Match when={true}>
            <Skeleton class="h-44 w-full" />
          </Match>
        </Switch>
        <Card>
          <Facts>
            {props.parties}
            <Dates invoice={props.invoice} />
            <Fact name={words.number}>
              <span class="mono break-all">{props.invoice.id}</span>
            </Fact>
          </Facts>
        </Card>
      </div>
      {props.below}
    </>
  )
}

function Dates(props: { invoice: Invoice }) {
  const now = useBillingNow()
  return (
    <>
      <Fact name={words.period}>
        {text.span(day(props.invoice.period_start, now()), day(props.invoice.period_end, now()))}
      </Fact>
      <Fact name={words.made}>{dayAndTime(props.invoice.created_at, now())}</Fact>
      <Show when={props.invoice.status === "open"}>
        <Fact name={words.dueOn}>{dayAndTime(props.invoice.due_at, now())}</Fact>
      </Show>
      <Show when={props.invoice.paid_at}>{(at) => <Fact name={words.paidOn}>{dayAndTime(at(), now())}</Fact>}</Show>
      <Show when={props.invoice.method}>
        {(method) => (
          <Fact name={words.paidBy}>
            {props.invoice.booked_by_operator ? text.bookedByHost : text.status.by[method()]}
          </Fact>
        )}
      </Show>
      <Show when={props.invoice.refund_pending}>
        {(sum) => <Fact name={text.status.refunding}>{moneyText(sum())}</Fact>}
      </Show>
      <Show when={props.invoice.refunded}>
        {(sum) => (
          <Fact name={props.invoice.dispute === "lost" ? text.status.reversed : text.status.refunded}>
            {moneyText(sum())}
          </Fact>
        )}
      </Show>
      <Show when={props.invoice.voided_at}>{(at) => <Fact name={words.voidOn}>{dayAndTime(at(), now())}</Fact>}</Show>
    </>
  )
}
