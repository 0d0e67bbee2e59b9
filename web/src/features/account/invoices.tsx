import ChevronRight from "lucide-solid/icons/chevron-right"
import { For, Match, Show, Switch } from "solid-js"
import { useInfo } from "~/api/info"
import { useInvoiceTable } from "~/api/invoices"
import { type Invoice, useTenantInvoices } from "~/api/tenants"
import { Amount } from "~/components/billing/amount"
import { useBillingNow } from "~/components/billing/billing-now"
import { InvoiceStatus } from "~/components/billing/invoice-notes"
import { useReading } from "~/components/billing/reading"
import { day } from "~/domain/time"
import { text } from "~/features/account/words/en/account"
import { text as invoiceText } from "~/i18n/en/invoice"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { LinkButton } from "~/ui/form/button"
import { toast } from "~/ui/overlay/toast"
import { Icon } from "~/ui/picture/icon"
import { ProblemNote, sentenceOf } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { Table, Td, Th, Tr } from "~/ui/table"
import { Time } from "~/ui/time"

const words = text.invoices

/** Height of the empty and the loading state, so that content below does not move. */
const HEIGHT = "min-h-11"

/** The invoices of an account, newest first; the page provides the sentence for an empty list. */
export function Invoices(props: { pubkey: string; none: string }) {
  const invoices = useTenantInvoices(() => props.pubkey)
  const table = useInvoiceTable()
  const save = () =>
    table
      .mutateAsync(props.pubkey)
      .catch((error) => toast({ tone: "bad", text: `${words.csvFailed} ${sentenceOf(error)}` }))
  return (
    <section aria-labelledby="invoices">
      <div class="mb-3 flex items-baseline justify-between gap-4">
        <h2 id="invoices" class="text-h2">
          {words.title}
        </h2>
        <span class="flex items-baseline gap-4 text-ink-3 text-small tabular-nums">
          {invoices.isSuccess && invoices.data.total > 0
            ? words.count(invoices.data.rows.length, invoices.data.total)
            : ""}
          <Show when={invoices.isSuccess && invoices.data.total > 0}>
            <button type="button" class="link inline-flex min-h-6 items-center" onClick={() => void save()}>
              {words.csv}
            </button>
          </Show>
        </span>
      </div>
      <Switch>
        <Match when={invoices.isError}>
          <ProblemNote error={invoices.error} onRetry={() => invoices.refetch()} />
        </Match>
        <Match when={invoices.isPending}>
          <Card>
            <div class={HEIGHT}>
              <Loading label={words.loading} class="grid gap-3">
                <Skeleton class="h-4 w-2/3" />
                <Skeleton class="h-4 w-1/2" />
              </Loading>
            </div>
          </Card>
        </Match>
        <Match when={invoices.isSuccess && invoices.data.rows.length === 0}>
          <Card>
            <p class={`${HEIGHT} text-ink-2`}>{props.none}</p>
          </Card>
        </Match>
        <Match when={invoices.isSuccess && invoices.data.rows}>{(rows) => <InvoiceTable rows={rows()} own />}</Match>
      </Switch>
    </section>
  )
}

/** Invoices as rows with links; with `own`, open ones can be paid. On phones each row has two lines. */
export function InvoiceTable(props: { rows: readonly Invoice[]; own?: boolean }) {
  const now = useBillingNow()
  const info = useInfo()
  const { read, isFiatFirst } = useReading()
  const pays = () => props.own && info.isSuccess && info.data.payment_methods.length > 0
  const madeOn = (invoice: Invoice) => day(invoice.created_at, now())
  return (
    <Card bare>
      <Table
        label={words.title}
        head={
          <>
            <Th>{words.date}</Th>
            <Th>{words.period}</Th>
            <Th end>{words.amount}</Th>
            <Th>{words.status}</Th>
            <Th>
              <span class="sr-only">{words.action}</span>
            </Th>
          </>
        }
      >
        <For each={props.rows}>
          {(invoice) => (
            <Tr class="max-sm:grid-cols-[minmax(0,1fr)_auto]! max-sm:items-center max-sm:gap-x-3!">
              <Td class="whitespace-nowrap max-sm:contents!">
                <a
                  href={paths.invoice(invoice.id)}
                  class="cover max-sm:col-start-1 max-sm:row-start-1"
                  aria-label={words.openLabel(madeOn(invoice))}
                >
                  <span class="max-sm:sr-only">
                    <Time as="day" at={invoice.created_at} />
                  </span>
                </a>
              </Td>
              <Td class="whitespace-nowrap max-sm:col-start-1 max-sm:row-start-2 max-sm:text-ink-2 max-sm:text-small">
                {invoiceText.span(day(invoice.period_start, now()), day(invoice.period_end, now()))}
              </Td>
              <Td
                end
                class="max-sm:col-start-1 max-sm:row-start-1 max-sm:justify-start! max-sm:text-left sm:whitespace-nowrap"
              >
                <span class="max-sm:font-semibold">
                  <Amount money={invoice.total} cents={isFiatFirst() ? invoice.amount : undefined} />{" "}
                  <span class="text-ink-3 text-small max-sm:whitespace-nowrap max-sm:font-normal sm:block">
                    {read(invoice.total, invoice.amount).other}
                  </span>
                </span>
              </Td>
              <Td class="max-sm:col-start-2 max-sm:row-start-1 max-sm:justify-end!">
                <InvoiceStatus invoice={invoice} />
              </Td>
              <Td end class="relative max-sm:col-start-2 max-sm:row-start-2">
                <Show
                  when={invoice.status === "open" && pays()}
                  fallback={<Icon of={ChevronRight} size={16} class="ml-auto text-ink-3 max-sm:hidden" />}
                >
                  <LinkButton
                    size="small"
                    class="ml-auto"
                    href={`?invoice=${encodeURIComponent(invoice.id)}`}
                    aria-label={words.payLabel(madeOn(invoice))}
                  >
                    {words.pay}
                  </LinkButton>
                </Show>
              </Td>
            </Tr>
          )}
        </For>
      </Table>
    </Card>
  )
}
