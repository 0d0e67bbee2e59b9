import { useParams } from "@solidjs/router"
import Printer from "lucide-solid/icons/printer"
import { For, Match, Show, Switch } from "solid-js"
import { ApiError } from "~/api/client"
import { useInfo } from "~/api/info"
import { useInvoice, useInvoiceItems } from "~/api/invoices"
import { account } from "~/auth/session"
import { Amount } from "~/components/account/amount"
import { Plain } from "~/components/frame/plain"
import { useTitle } from "~/components/frame/title"
import { useBillingNow } from "~/components/pay/billing-now"
import { useInvoiceFor } from "~/components/pay/invoice-for"
import { type Invoice, type InvoiceItem, invoiceWords } from "~/domain/invoice"
import { estimate } from "~/domain/money"
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
import { Table, Td, Th, Tr } from "~/ui/table"

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
      <Show when={why(props.invoice)}>{(said) => <Note class="mt-6" text={said()} />}</Show>
      <div class="mt-6 grid items-start gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_328px]">
        <Switch>
          <Match when={items.isSuccess && items.data}>
            {(lines) => <Lines invoice={props.invoice} items={lines()} />}
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

function why(invoice: Invoice): string | undefined {
  switch (invoice.void_reason) {
    case "replaced":
      return words.whyReplaced
    case "forgiven":
      return words.whyForgiven
    case "written_off":
      return words.whyWrittenOff
    default:
      return undefined
  }
}

function Lines(props: { invoice: Invoice; items: readonly InvoiceItem[] }) {
  const now = useBillingNow()
  const isFor = useInvoiceFor(
    () => props.invoice,
    () => props.items,
  )
  return (
    <Card
      bare
      foot={
        <>
          <span class="font-label text-control text-ink">{words.total}</span>
          <span class="text-right">
            <b class="font-semibold text-control text-ink tabular-nums">
              <Amount money={props.invoice.total} />
            </b>
            <Show when={props.invoice.total.currency === "sat"}>
              <span class="block text-ink-3 text-small tabular-nums">
                {words.estimate(estimate(props.invoice.amount))}
              </span>
            </Show>
          </span>
        </>
      }
    >
      <Table
        label={words.lines}
        head={
          <>
            <Th>{words.line}</Th>
            <Th>{words.days}</Th>
            <Th end>{words.amount}</Th>
          </>
        }
      >
        <For each={props.items}>
          {(item) => (
            <Tr>
              <Td>
                <span class="break-words">
                  {item.description}
                  <Show when={isFor.nameOf(item.relay_id)}>
                    {(name) => (
                      <Show when={!item.description.includes(name())}>
                        <span class="block text-ink-3 text-small">{name()}</span>
                      </Show>
                    )}
                  </Show>
                </span>
              </Td>
              <Td label={words.days} class="whitespace-nowrap">
                {text.span(day(item.period_start, now()), day(item.period_end, now()))}
              </Td>
              <Td label={words.amount} end class="whitespace-nowrap">
                <span>
                  <Amount money={item.total} />
                </span>
              </Td>
            </Tr>
          )}
        </For>
      </Table>
    </Card>
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
