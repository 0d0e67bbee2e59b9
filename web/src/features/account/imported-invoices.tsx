import { For, Show } from "solid-js"
import { useImportedInvoices } from "~/api/invoices"
import { useBillingNow } from "~/components/billing/billing-now"
import { moneyText } from "~/domain/billing/money"
import { day } from "~/domain/time"
import { text } from "~/features/account/words/en/account"
import { text as invoiceText } from "~/i18n/en/invoice"
import { Card } from "~/ui/card"
import { Table, Td, Th, Tr } from "~/ui/table"
import { Time } from "~/ui/time"

const words = text.imported
const heads = text.invoices

/** The invoices of an earlier platform; nothing for the many accounts that have none. */
export function ImportedInvoices(props: { pubkey: string }) {
  const invoices = useImportedInvoices(() => props.pubkey)
  const rows = () => (invoices.isSuccess ? invoices.data : [])
  const now = useBillingNow()
  return (
    <Show when={rows().length > 0}>
      <section aria-labelledby="imported">
        <h2 id="imported" class="mb-3 text-h2">
          {words.title}
        </h2>
        <p class="mb-3 text-ink-2">{words.lead}</p>
        <Card bare>
          <Table
            label={words.title}
            head={
              <>
                <Th>{heads.date}</Th>
                <Th>{heads.period}</Th>
                <Th end>{heads.amount}</Th>
                <Th>{heads.status}</Th>
              </>
            }
          >
            <For each={rows()}>
              {(invoice) => (
                <Tr>
                  <Td class="whitespace-nowrap">
                    <Time as="day" at={invoice.created_at} />
                  </Td>
                  <Td class="whitespace-nowrap">
                    {invoiceText.span(day(invoice.period_start, now()), day(invoice.period_end, now()))}
                  </Td>
                  <Td end class="whitespace-nowrap">
                    {moneyText({ amount: invoice.amount, currency: "usd" })}
                  </Td>
                  <Td>{words.status[invoice.status]}</Td>
                </Tr>
              )}
            </For>
          </Table>
        </Card>
      </section>
    </Show>
  )
}
