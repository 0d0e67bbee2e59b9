import { For, type JSX, Show } from "solid-js"
import type { InvoiceDocument } from "~/api/invoices"
import { text as words } from "~/components/billing/words/en/invoice-page"
import { estimate, moneyText } from "~/domain/billing/money"
import { npub } from "~/domain/nostr"
import { day, type Seconds } from "~/domain/time"
import { text } from "~/i18n/en/invoice"
import { Card, Fact, Facts } from "~/ui/card"
import { Table, Td, Th, Tr } from "~/ui/table"
import { Amount } from "./amount"
import { useReading } from "./reading"

/** A date with its year, in UTC as in the PDF: a document is read in another year, and in another place. */
const dated = (at: Seconds) => day(at, 0, "UTC")

/** An invoice or receipt as people keep it: both parties, dates, lines and sums. Printed on one sheet where it fits. */
export const InvoiceDocumentView = (props: { document: InvoiceDocument }) => (
  <Card bare class="print:border-0 print:bg-transparent">
    <div class="grid gap-x-10 gap-y-6 px-4 pt-5 pb-6 sm:grid-cols-2 sm:px-6 lg:grid-cols-3 print:grid-cols-2 print:px-0">
      <Seller seller={props.document.seller} />
      <Buyer buyer={props.document.buyer} />
      <Dates document={props.document} />
    </div>
    <Show when={props.document.lines.length > 0}>
      <Lines document={props.document} />
    </Show>
    <Sums document={props.document} />
  </Card>
)

function Party(props: { label: string; name: JSX.Element; address: string; children?: JSX.Element }) {
  return (
    <section class="min-w-0 break-words text-control" aria-label={props.label}>
      <h2 class="mb-1 font-label text-ink-3 text-micro">{props.label}</h2>
      <p class="font-semibold">{props.name}</p>
      <Show when={props.address}>{(address) => <p class="whitespace-pre-line">{address()}</p>}</Show>
      {props.children}
    </section>
  )
}

const Seller = (props: { seller: InvoiceDocument["seller"] }) => (
  <Party label={words.from} name={props.seller.name} address={props.seller.address}>
    <Show when={props.seller.tax_id}>{(id) => <p>{words.taxId(id())}</p>}</Show>
    <Show when={props.seller.contact}>{(contact) => <p class="break-all">{contact()}</p>}</Show>
  </Party>
)

const Buyer = (props: { buyer: InvoiceDocument["buyer"] }) => (
  <Party label={words.to} name={props.buyer.name} address={props.buyer.address}>
    <Show when={props.buyer.tax_id}>{(id) => <p>{words.taxId(id())}</p>}</Show>
    <Show when={props.buyer.reference}>{(reference) => <p>{words.reference(reference())}</p>}</Show>
    <p class="mt-1 break-all text-ink-3 text-small">
      {words.account} <span class="mono">{npub(props.buyer.pubkey)}</span>
    </p>
  </Party>
)

function Dates(props: { document: InvoiceDocument }) {
  const course = () => props.document.course
  return (
    <Facts class="self-start">
      <Fact name={words.number}>
        <span class="whitespace-nowrap normal-nums">{props.document.number}</span>
      </Fact>
      <Fact name={words.made}>{dated(course().issued_at)}</Fact>
      <Show when={course().due_at}>{(at) => <Fact name={words.dueOn}>{dated(at())}</Fact>}</Show>
      <Show when={course().paid_at}>{(at) => <Fact name={words.paidOn}>{dated(at())}</Fact>}</Show>
      <Show when={course().method}>
        {(method) => (
          <Fact name={words.paidBy}>{course().booked_by_operator ? text.bookedByHost : words.method[method()]}</Fact>
        )}
      </Show>
      <Show when={course().voided_at}>{(at) => <Fact name={words.voidOn}>{dated(at())}</Fact>}</Show>
      <Fact name={words.period}>{text.span(dated(course().period_start), dated(course().period_end))}</Fact>
    </Facts>
  )
}

type Line = InvoiceDocument["lines"][number]

function Lines(props: { document: InvoiceDocument }) {
  const days = (line: Line) =>
    line.period_start === line.period_end
      ? dated(line.period_start)
      : text.span(dated(line.period_start), dated(line.period_end))
  return (
    <div class="border-line border-t">
      <Table
        label={words.lines}
        head={
          <>
            <Th class="print:first:pl-0">{words.line}</Th>
            <Th>{words.days}</Th>
            <Th end class="print:last:pr-0">
              {words.amount}
            </Th>
          </>
        }
      >
        <For each={props.document.lines}>
          {(line) => (
            <Tr class="break-inside-avoid">
              <Td class="print:first:pl-0">
                <span class="min-w-0 break-words">
                  <Show when={line.relay_name} fallback={line.text}>
                    {(name) => (
                      <>
                        <span class="font-label">{name()}</span>
                        <span class="block text-ink-2 text-small">
                          {line.kind === "charge"
                            ? words.plan(line.plan_name ?? "")
                            : words.unused(line.plan_name ?? "")}
                        </span>
                        <span class="block break-all text-ink-3 text-small">{line.relay_host}</span>
                      </>
                    )}
                  </Show>
                </span>
              </Td>
              <Td label={words.days} class="whitespace-nowrap align-top">
                {days(line)}
              </Td>
              <Td label={words.amount} end class="whitespace-nowrap align-top print:last:pr-0">
                <span>
                  <Amount money={line.total} />
                </span>
              </Td>
            </Tr>
          )}
        </For>
        <Show when={props.document.more}>
          {(more) => (
            <Tr>
              <Td class="text-ink-2">{words.more(more().count)}</Td>
              <Td />
              <Td label={words.amount} end class="whitespace-nowrap print:last:pr-0">
                <span>
                  <Amount money={more().total} />
                </span>
              </Td>
            </Tr>
          )}
        </Show>
      </Table>
    </div>
  )
}

function Sum(props: { name: JSX.Element; strong?: boolean; children: JSX.Element }) {
  return (
    <>
      <dt classList={{ "font-semibold text-ink": props.strong, "text-ink-2": !props.strong }}>{props.name}</dt>
      <dd class="text-right tabular-nums" classList={{ "font-semibold text-ink": props.strong }}>
        {props.children}
      </dd>
    </>
  )
}

function Sums(props: { document: InvoiceDocument }) {
  const sums = () => props.document.sums
  const { isFiatFirst } = useReading()
  const rate = () => words.rateOf(dated(props.document.course.issued_at))
  const paid = () => (props.document.course.method === "stripe" ? sums().received : undefined)
  const isAsked = () => sums().total.currency === "sat" && props.document.course.status === "open" && isFiatFirst()
  return (
    <div class="flex break-inside-avoid justify-end border-line border-t px-4 py-4 sm:px-6 print:px-0">
      <dl aria-label={words.sums} class="grid w-full sm:w-96 grid-cols-2 gap-x-6 gap-y-1.5 text-control">
        {/* A payment by card is in dollars, so the dollars come first. */}
        <Show when={paid()}>
          {(money) => (
            <Sum name={words.received} strong>
              {moneyText(money())}
            </Sum>
          )}
        </Show>
        <Show when={isAsked()}>
          <Sum name={rate()} strong>
            {estimate(sums().cents)}
          </Sum>
        </Show>
        <Sum name={words.total} strong={!paid() && !isAsked()}>
          <Amount money={sums().total} />
        </Sum>
        <Show when={sums().total.currency === "sat" && !isAsked()}>
          <Sum name={rate()}>{estimate(sums().cents)}</Sum>
        </Show>
        <Show when={sums().tax}>
          {(tax) => <Sum name={words.tax(tax().label, tax().percent)}>{moneyText(tax().total)}</Sum>}
        </Show>
        <Show when={!paid() && sums().received}>
          {(money) => <Sum name={words.received}>{moneyText(money())}</Sum>}
        </Show>
        <For each={sums().refunds}>
          {(refund) => (
            <Sum name={(refund.kind === "dispute" ? words.takenBackOn : words.refundedOn)(dated(refund.at))}>
              {moneyText({ ...refund.total, amount: -refund.total.amount })}
            </Sum>
          )}
        </For>
        <Show when={sums().refund_pending}>
          {(money) => <Sum name={text.status.refunding}>{moneyText(money())}</Sum>}
        </Show>
      </dl>
    </div>
  )
}
