import { For, Show } from "solid-js"
import { text as words } from "~/components/billing/words/en/invoice-page"
import { askedLines, type Invoice, type InvoiceItem } from "~/domain/billing/invoice"
import { estimate } from "~/domain/billing/money"
import { day } from "~/domain/time"
import { text } from "~/i18n/en/invoice"
import { Card } from "~/ui/card"
import { Table, Td, Th, Tr } from "~/ui/table"
import { Amount } from "./amount"
import { useBillingNow } from "./billing-now"
import { useInvoiceFor } from "./invoice-for"

/** The lines of an invoice, what each is for and when, over their sum. */
export function InvoiceLines(props: { invoice: Invoice; items: readonly InvoiceItem[] }) {
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
        <For each={askedLines(props.invoice, props.items)}>
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
                {item.period_start === item.period_end
                  ? day(item.period_start, now())
                  : text.span(day(item.period_start, now()), day(item.period_end, now()))}
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
