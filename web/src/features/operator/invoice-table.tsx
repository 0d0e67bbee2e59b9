import { For, Show } from "solid-js"
import { useProfiles } from "~/api/profiles"
import { Amount } from "~/components/billing/amount"
import { useBillingNow } from "~/components/billing/billing-now"
import { InvoiceStatus } from "~/components/billing/invoice-notes"
import type { Invoice } from "~/domain/billing/invoice"
import { estimate } from "~/domain/billing/money"
import { shortId } from "~/domain/nostr"
import { day } from "~/domain/time"
import { text as all } from "~/features/operator/words/en/admin-money"
import { text as invoiceText } from "~/i18n/en/invoice"
import { paths } from "~/paths"
import { Table, Td, Th, Tr } from "~/ui/table"

const words = all.invoices

/** Invoices with their tenants, for operators. */
export function InvoiceTable(props: { label: string; rows: readonly Invoice[]; withTenant?: boolean }) {
  const now = useBillingNow()
  const profile = useProfiles(() => (props.withTenant ? props.rows.map((invoice) => invoice.tenant_pubkey) : []))
  return (
    <Table
      label={props.label}
      head={
        <>
          <Th>{words.date}</Th>
          <Show when={props.withTenant}>
            <Th>{words.tenant}</Th>
          </Show>
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
              <a
                href={paths.adminInvoice(invoice.id)}
                class="cover font-semibold"
                aria-label={words.open(day(invoice.created_at, now()))}
              >
                {day(invoice.created_at, now())}
              </a>
            </Td>
            <Show when={props.withTenant}>
              <Td label={words.tenant} class="whitespace-nowrap">
                <a href={paths.adminTenant(invoice.tenant_pubkey)} class="link relative z-1">
                  {profile(invoice.tenant_pubkey)?.name ?? shortId(invoice.tenant_pubkey)}
                </a>
              </Td>
            </Show>
            <Td label={words.period} class="whitespace-nowrap">
              {invoiceText.span(day(invoice.period_start, now()), day(invoice.period_end, now()))}
            </Td>
            <Td label={words.amount} end class="whitespace-nowrap">
              <span>
                <Amount money={invoice.total} />
                <Show when={invoice.total.currency === "sat"}>
                  <span class="block text-ink-3 text-small">{estimate(invoice.amount)}</span>
                </Show>
              </span>
            </Td>
            <Td label={words.status}>
              <InvoiceStatus invoice={invoice} />
            </Td>
          </Tr>
        )}
      </For>
    </Table>
  )
}
