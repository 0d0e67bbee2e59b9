import { Show } from "solid-js"
import { useInfo } from "~/api/info"
import type { Invoice } from "~/api/invoices"
import { readInvoices, useAllInvoices } from "~/api/operator/admin"
import { useProfiles } from "~/api/profiles"
import { useTitle } from "~/components/frame/title"
import { type Column, csvTime } from "~/domain/csv"
import { shortId } from "~/domain/nostr"
import { text } from "~/features/operator/words/en/admin"
import { text as money } from "~/features/operator/words/en/admin-money"
import { FilterPill } from "~/ui/form/filter"
import { Empty } from "~/ui/state/empty"
import { CsvButton } from "./csv-button"
import { InvoiceTable } from "./invoice-table"
import { ListFrame, useShown } from "./list-frame"

const words = text.invoices
const filter = money.invoices
const STATUSES = ["open", "overdue", "paid", "void"] as const

const COLUMNS: readonly Column<Invoice>[] = [
  ["id", (invoice) => invoice.id],
  ["tenant", (invoice) => invoice.tenant_pubkey],
  ["status", (invoice) => invoice.status],
  ["total", (invoice) => invoice.total.amount],
  ["currency", (invoice) => invoice.total.currency],
  ["method", (invoice) => invoice.method ?? ""],
  ["period_start", (invoice) => csvTime(invoice.period_start)],
  ["period_end", (invoice) => csvTime(invoice.period_end)],
  ["created_at", (invoice) => csvTime(invoice.created_at)],
  ["due_at", (invoice) => csvTime(invoice.due_at)],
  ["paid_at", (invoice) => csvTime(invoice.paid_at)],
]

/** All invoices, or one tenant's. */
export default function AdminInvoices() {
  const view = useShown(["q", "status", "tenant"])
  const invoices = useAllInvoices(view.shown)
  const info = useInfo()
  const off = () => info.isSuccess && info.data.payment_methods.length === 0
  const tenant = () => view.shown().tenant
  const profile = useProfiles(() => [tenant() ?? ""])
  useTitle(() => words.title)
  return (
    <ListFrame
      words={words}
      view={view}
      answer={invoices}
      filters={
        <>
          <FilterPill
            label={filter.status}
            value={view.shown().status ?? ""}
            options={[
              { value: "", label: filter.any },
              ...STATUSES.map((status) => ({ value: status, label: filter.word[status] })),
            ]}
            onChange={(status) => view.show({ status })}
          />
          <Show when={tenant()}>
            {(pubkey) => (
              <span class="text-ink-2 text-small">
                {filter.ofTenant(profile(pubkey())?.name ?? shortId(pubkey()))}{" "}
                <button type="button" class="link touch relative" onClick={() => view.show({ tenant: "" })}>
                  {filter.all}
                </button>
              </span>
            )}
          </Show>
        </>
      }
      download={<CsvButton name="invoices" columns={COLUMNS} read={(cursor) => readInvoices(view.shown(), cursor)} />}
      empty={
        <Show when={off()} fallback={<Empty title={words.none} text={words.noneText} />}>
          <Empty title={words.off} text={words.offText} />
        </Show>
      }
    >
      <InvoiceTable label={words.title} rows={invoices.isSuccess ? invoices.data.rows : []} withTenant />
    </ListFrame>
  )
}
