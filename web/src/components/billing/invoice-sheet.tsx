import { useParams } from "@solidjs/router"
import Download from "lucide-solid/icons/download"
import Printer from "lucide-solid/icons/printer"
import { For, type JSX, Match, Show, Switch } from "solid-js"
import { useInvoice, useInvoiceDocument, useInvoicePdf } from "~/api/invoices"
import { ApiError } from "~/api/server/client"
import { text as words } from "~/components/billing/words/en/invoice-page"
import { Plain } from "~/components/frame/plain"
import { useTitle } from "~/components/frame/title"
import { type Invoice, invoiceWords } from "~/domain/billing/invoice"
import { Crumb } from "~/ui/crumb"
import { Button } from "~/ui/form/button"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { ProblemNote, sentenceOf } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { Status } from "~/ui/state/status"
import { useBillingNow } from "./billing-now"
import { InvoiceDocumentView } from "./invoice-document"
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

/** One invoice: its status, why it is void if it is, and its document. */
export function InvoiceSheet(props: {
  invoice: Invoice
  way: Way
  /** The page of another invoice. */
  hrefOf: (id: string) => string
  /** The current state of its collection. */
  note?: string | undefined
  /** Buttons for actions, beside those for the document. */
  actions?: JSX.Element | undefined
  /** Below the heading: whose invoice it is, for operators. */
  about?: JSX.Element | undefined
  /** Content below the document. */
  below?: JSX.Element | undefined
}) {
  const now = useBillingNow()
  const document = useInvoiceDocument(() => props.invoice)
  const status = () => invoiceWords(props.invoice, now())
  const number = () => props.invoice.number ?? props.invoice.id
  const title = () => (props.invoice.status === "paid" ? words.receipt : words.title)(number())
  const shown = () => (document.isSuccess ? document.data : undefined)
  useTitle(title, status)
  return (
    <div class="mx-auto max-w-[960px]">
      <span class="print:hidden">
        <Crumb href={props.way.href} label={props.way.label} />
      </span>
      <div class="flex flex-wrap items-center justify-between gap-4">
        <div class="flex min-w-0 flex-wrap items-center gap-x-3.5 gap-y-1">
          <h1 class="break-words text-h1">{title()}</h1>
          <span role="status">
            <Status {...status()} />
          </span>
        </div>
        <div class="flex flex-wrap gap-2 print:hidden">
          <PdfButton id={props.invoice.id} number={number()} />
          <Button icon={Printer} onClick={() => window.print()}>
            {words.print}
          </Button>
          {props.actions}
        </div>
      </div>
      {props.about}
      <InvoiceNotes
        invoice={props.invoice}
        class="mt-6"
        replacement={
          <Show when={shown()?.replaced_by} fallback={shown() && words.covered}>
            {(next) => (
              <>
                {words.replacedBy} <OtherInvoice hrefOf={props.hrefOf} reference={next()} />.
              </>
            )}
          </Show>
        }
      />
      <Show when={props.note}>{(said) => <Note class="mt-6" text={said()} />}</Show>
      <div class="mt-6">
        <Switch>
          <Match when={shown()}>{(known) => <InvoiceDocumentView document={known()} />}</Match>
          <Match when={document.isError}>
            <ProblemNote error={document.error} onRetry={() => document.refetch()} />
          </Match>
          <Match when={true}>
            <Skeleton class="h-80 w-full rounded-card" />
          </Match>
        </Switch>
      </div>
      <Show when={(shown()?.replaces.length ?? 0) > 0}>
        <p class="mt-4 text-ink-2 text-small">
          {words.replaces}{" "}
          <For each={shown()?.replaces}>
            {(old, index) => (
              <>
                {index() > 0 ? ", " : ""}
                <OtherInvoice hrefOf={props.hrefOf} reference={old} />
              </>
            )}
          </For>
          .
        </p>
      </Show>
      {props.below}
    </div>
  )
}

const OtherInvoice = (props: { hrefOf: (id: string) => string; reference: { id: string; number: string } }) => (
  <a class="link whitespace-nowrap" href={props.hrefOf(props.reference.id)}>
    {props.reference.number}
  </a>
)

function PdfButton(props: { id: string; number: string }) {
  const pdf = useInvoicePdf()
  const download = () =>
    pdf
      .mutateAsync({ id: props.id, number: props.number })
      .catch((error) => toast({ tone: "bad", text: `${words.pdfFailed} ${sentenceOf(error)}` }))
  return (
    <Button icon={Download} busy={pdf.isPending} onClick={() => void download()}>
      {words.pdf}
    </Button>
  )
}
