import { useParams } from "@solidjs/router"
import { createSignal, Match, Show, Switch } from "solid-js"
import { useVoidInvoice } from "~/api/admin"
import { ApiError } from "~/api/client"
import { useInvoice, useInvoiceItems } from "~/api/invoices"
import { useProfiles } from "~/api/profiles"
import { InvoiceLines, whyVoid } from "~/components/account/invoice-lines"
import { Plain } from "~/components/frame/plain"
import { useTitle } from "~/components/frame/title"
import { useBillingNow } from "~/components/pay/billing-now"
import { type Invoice, invoiceWords } from "~/domain/invoice"
import { moneyText } from "~/domain/money"
import { shortId } from "~/domain/nostr"
import { day, dayAndTime } from "~/domain/time"
import { text as money } from "~/i18n/en/admin-money"
import { text as invoiceText } from "~/i18n/en/invoice"
import { paths } from "~/paths"
import { Button } from "~/ui/button"
import { Card, Fact, Facts } from "~/ui/card"
import { Confirm } from "~/ui/confirm"
import { Crumb } from "~/ui/crumb"
import { Note } from "~/ui/note"
import { ProblemNote } from "~/ui/problem"
import { Loading, Skeleton } from "~/ui/skeleton"
import { Status } from "~/ui/status"
import { toast } from "~/ui/toast"

const words = money.invoice
const labels = invoiceText.page

/** One invoice as the operator sees it: whose, how it stands, its lines; an open one can be written off. */
export default function AdminInvoice() {
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
        <Loading label={labels.loading} class="grid gap-4">
          <Skeleton class="h-8 w-56" />
          <Skeleton class="h-44 w-full" />
        </Loading>
      </Match>
    </Switch>
  )
}

function Missing() {
  useTitle(() => words.missing)
  return (
    <Plain title={words.missing} text={words.missingText} action={{ href: paths.adminInvoices, label: words.crumb }} />
  )
}

function Sheet(props: { invoice: Invoice }) {
  const now = useBillingNow()
  const items = useInvoiceItems(() => props.invoice.id)
  const profile = useProfiles(() => [props.invoice.tenant_pubkey])
  const name = () => profile(props.invoice.tenant_pubkey)?.name ?? shortId(props.invoice.tenant_pubkey)
  const status = () => invoiceWords(props.invoice, now())
  const title = () => words.title(day(props.invoice.created_at, now()))
  useTitle(title, status)
  return (
    <>
      <Crumb href={paths.adminInvoices} label={words.crumb} />
      <div class="flex flex-wrap items-center justify-between gap-4">
        <div class="flex flex-wrap items-center gap-x-3.5 gap-y-1">
          <h1 class="text-h1">{title()}</h1>
          <span role="status">
            <Status {...status()} />
          </span>
        </div>
        <WriteOff invoice={props.invoice} name={name()} />
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
        <Card>
          <Facts>
            <Fact name={words.tenant}>
              <a href={paths.adminTenant(props.invoice.tenant_pubkey)} class="link break-all">
                {name()}
              </a>
            </Fact>
            <Fact name={labels.period}>
              {invoiceText.span(day(props.invoice.period_start, now()), day(props.invoice.period_end, now()))}
            </Fact>
            <Fact name={labels.made}>{dayAndTime(props.invoice.created_at, now())}</Fact>
            <Show when={props.invoice.status === "open"}>
              <Fact name={labels.dueOn}>{dayAndTime(props.invoice.due_at, now())}</Fact>
            </Show>
            <Show when={props.invoice.paid_at}>
              {(at) => <Fact name={labels.paidOn}>{dayAndTime(at(), now())}</Fact>}
            </Show>
            <Show when={props.invoice.method}>
              {(method) => <Fact name={words.paidBy}>{invoiceText.status.by[method()]}</Fact>}
            </Show>
            <Show when={props.invoice.voided_at}>
              {(at) => <Fact name={labels.voidOn}>{dayAndTime(at(), now())}</Fact>}
            </Show>
            <Fact name={labels.number}>
              <span class="mono break-all">{props.invoice.id}</span>
            </Fact>
          </Facts>
        </Card>
      </div>
    </>
  )
}

function WriteOff(props: { invoice: Invoice; name: string }) {
  const [asking, setAsking] = createSignal(false)
  const writeOff = useVoidInvoice(() => props.invoice.id)
  return (
    <>
      <Show when={props.invoice.status === "open"}>
        <Button kind="bad" onClick={() => setAsking(true)}>
          {words.void}
        </Button>
      </Show>
      <Confirm
        open={asking()}
        onClose={() => setAsking(false)}
        title={words.voidTitle(moneyText(props.invoice.total))}
        text={words.voidText(props.name)}
        confirmLabel={words.voidWord}
        cancelLabel={words.keep}
        danger
        reason={{ label: words.reason, help: words.reasonHelp, missing: words.reasonMissing }}
        onConfirm={async (reason) => {
          await writeOff(reason)
          toast({ tone: "ok", text: words.voided })
        }}
      />
    </>
  )
}
