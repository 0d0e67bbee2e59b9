import { For, Match, Switch } from "solid-js"
import { type Invoice, useTenantInvoices } from "~/api/tenants"
import { estimate } from "~/domain/money"
import { text } from "~/i18n/en/account"
import { Card } from "~/ui/card"
import { ProblemNote } from "~/ui/problem"
import { Loading, Skeleton } from "~/ui/skeleton"
import { Status, type StatusTone } from "~/ui/status"
import { Table, Td, Th, Tr } from "~/ui/table"
import { Time } from "~/ui/time"
import { Amount } from "./costs"

const words = text.invoices

/** The invoices of an account, newest first; the sentence that stands where there is none is the page's. */
export function Invoices(props: { pubkey: string; none: string }) {
  const invoices = useTenantInvoices(() => props.pubkey)
  return (
    <section aria-labelledby="invoices">
      <div class="mb-3 flex items-baseline justify-between gap-4">
        <h2 id="invoices" class="text-h2">
          {words.title}
        </h2>
        <span class="text-ink-3 text-small tabular-nums">
          {invoices.isSuccess && invoices.data.total > 0
            ? words.count(invoices.data.rows.length, invoices.data.total)
            : ""}
        </span>
      </div>
      <Switch>
        <Match when={invoices.isError}>
          <ProblemNote error={invoices.error} onRetry={() => invoices.refetch()} />
        </Match>
        <Match when={invoices.isPending}>
          <Card>
            <Loading label={words.loading} class="grid gap-3">
              <Skeleton class="h-4 w-2/3" />
              <Skeleton class="h-4 w-1/2" />
            </Loading>
          </Card>
        </Match>
        <Match when={invoices.isSuccess && invoices.data.rows.length === 0}>
          <Card>
            <p class="text-ink-2">{props.none}</p>
          </Card>
        </Match>
        <Match when={invoices.isSuccess && invoices.data.rows}>{(rows) => <InvoiceTable rows={rows()} />}</Match>
      </Switch>
    </section>
  )
}

/** Invoices as rows. */
export function InvoiceTable(props: { rows: readonly Invoice[] }) {
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
          </>
        }
      >
        <For each={props.rows}>
          {(invoice) => (
            <Tr>
              <Td label={words.date} class="whitespace-nowrap">
                <Time as="day" at={invoice.created_at} />
              </Td>
              <Td label={words.period} class="whitespace-nowrap">
                <span>
                  <Time as="day" at={invoice.period_start} /> – <Time as="day" at={invoice.period_end} />
                </span>
              </Td>
              <Td label={words.amount} end class="whitespace-nowrap">
                <span>
                  <Amount money={invoice.total} />
                  <span class="block text-ink-3 text-small">
                    {invoice.total.currency === "sat" ? estimate(invoice.amount) : ""}
                  </span>
                </span>
              </Td>
              <Td label={words.status}>
                <InvoiceStatus invoice={invoice} />
              </Td>
            </Tr>
          )}
        </For>
      </Table>
    </Card>
  )
}

function InvoiceStatus(props: { invoice: Invoice }) {
  const shown = (): { tone: StatusTone; word: string; detail: string } => {
    switch (props.invoice.status) {
      case "draft":
        return { tone: "off", word: words.draft, detail: "" }
      case "open":
        return { tone: "due", word: words.due, detail: "" }
      case "paid":
        return { tone: "ok", word: words.paid, detail: props.invoice.method ? words.by[props.invoice.method] : "" }
      case "void":
        return { tone: "off", word: words.void, detail: words.forgiven }
      default:
        return props.invoice.status satisfies never
    }
  }
  return <Status tone={shown().tone} word={shown().word} detail={shown().detail} />
}
