import { useParams } from "@solidjs/router"
import Printer from "lucide-solid/icons/printer"
import { Match, Show, Switch } from "solid-js"
import { ApiError } from "~/api/client"
import { useInfo } from "~/api/info"
import { useInvoice, useInvoiceItems } from "~/api/invoices"
import { account } from "~/auth/session"
import { InvoiceLines, whyVoid } from "~/components/account/invoice-lines"
import { Plain } from "~/components/frame/plain"
import { useTitle } from "~/components/frame/title"
import { useBillingNow } from "~/components/pay/billing-now"
import { type Invoice, invoiceWords } from "~/domain/invoice"
import { npub } from "~/domain/nostr"
import { day, dayAndTime } from "~/domain/time"
import { text } from "~/i18n/en/invoice"
import { paths } from "~/paths"
import { Button, LinkButton } from "~/ui/button"
import { Card, Fact, Facts } from "~/ui/card"
import { Crumb } from "~/ui/crumb"
import { Note } from "~/ui/note"
import { ProblemNote } from "~/ui/problem"
import { Loading, Skeleton } from "~/ui/skeleton"
import { Status } from "~/ui/status"

const words = text.page

/** One invoice with its lines: what each is for, when, and how much. Printed, it is a receipt. */
export default function InvoicePage() {
  const params = useParams<{ id: string }>()
  const invoice = useInvoice(() => params.id)
  const isMissing = () => invoice.error instanceof ApiError && invoice.error.status === 404
  return (
    <Switch>
      <Match when={isMissing()}>
        <Missing />
      </Match>
      <Match when={!invoice.isPending && invoice.data}>{(known) => <Sheet invoice={known()} />}</Match>
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

function Missing() {
  useTitle(() => words.missing.title)
  return (
    <Plain
      title={words.missing.title}
      text={words.missing.text}
      action={{ href: paths.account, label: words.missing.action }}
    />
  )
}

function Sheet(props: { invoice: Invoice }) {
  const now = useBillingNow()
  const info = useInfo()
  const items = useInvoiceItems(() => props.invoice.id)
  const status = () => invoiceWords(props.invoice, now())
  const madeOn = () => day(props.invoice.created_at, now())
  const title = () => (props.invoice.status === "paid" ? words.receipt : words.title)(madeOn())
  const canPay = () =>
    props.invoice.status === "open" &&
    props.invoice.tenant_pubkey === account()?.pubkey &&
    info.isSuccess &&
    info.data.payment_methods.length > 0
  useTitle(title, status)
  return (
    <>
      <span class="print:hidden">
        <Crumb href={paths.account} label={words.back} />
      </span>
      <div class="flex flex-wrap items-center justify-between gap-4">
        <div class="flex flex-wrap items-center gap-x-3.5 gap-y-1">
          <h1 class="text-h1">{title()}</h1>
          <span role="status">
            <Status {...status()} />
          </span>
        </div>
        <div class="flex gap-2 print:hidden">
          <Button icon={Printer} onClick={() => window.print()}>
            {words.print}
          </Button>
          <Show when={canPay()}>
            <LinkButton kind="primary" href={`?invoice=${encodeURIComponent(props.invoice.id)}`}>
              {words.pay}
            </LinkButton>
          </Show>
        </div>
      </div>
      <Show when={whyVoid(props.invoice)}>{(said) => <Note class="mt-6" text={said()} />}</Show>
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
        <Parties invoice={props.invoice} />
      </div>
    </>
  )
}

/** Who asked whom, when, and the number under which it can be found again. */
function Parties(props: { invoice: Invoice }) {
  const now = useBillingNow()
  const info = useInfo()
  return (
    <Card>
      <Facts>
        <Fact name={words.from}>{info.isSuccess ? info.data.name : ""}</Fact>
        <Fact name={words.to}>
          <span class="mono break-all">{npub(props.invoice.tenant_pubkey)}</span>
        </Fact>
        <Fact name={words.period}>
          {text.span(day(props.invoice.period_start, now()), day(props.invoice.period_end, now()))}
        </Fact>
        <Fact name={words.made}>{dayAndTime(props.invoice.created_at, now())}</Fact>
        <Show when={props.invoice.status === "open"}>
          <Fact name={words.dueOn}>{dayAndTime(props.invoice.due_at, now())}</Fact>
        </Show>
        <Show when={props.invoice.paid_at}>{(at) => <Fact name={words.paidOn}>{dayAndTime(at(), now())}</Fact>}</Show>
        <Show when={props.invoice.voided_at}>{(at) => <Fact name={words.voidOn}>{dayAndTime(at(), now())}</Fact>}</Show>
        <Fact name={words.number}>
          <span class="mono break-all">{props.invoice.id}</span>
        </Fact>
      </Facts>
    </Card>
  )
}
