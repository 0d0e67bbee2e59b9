import { Show } from "solid-js"
import { useTenant, useTenantInvoices } from "~/api/tenants"
import { moneyText } from "~/domain/money"
import { day } from "~/domain/time"
import { text } from "~/i18n/en/relays"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/button"
import { Note } from "~/ui/note"

/** What is due, and what happens otherwise; nothing where nothing is. */
export function DueNote(props: { pubkey: string | undefined }) {
  const tenant = useTenant(() => props.pubkey)
  const owes = () => tenant.isSuccess && tenant.data?.status === "past_due"
  const invoices = useTenantInvoices(() => (owes() ? props.pubkey : undefined))
  const first = () => {
    if (!owes() || !invoices.isSuccess) return undefined
    return invoices.data.rows.filter((one) => one.status === "open").sort((a, b) => a.due_at - b.due_at)[0]
  }
  return (
    <Show when={first()}>
      {(invoice) => (
        <Note
          tone="due"
          class="mt-6"
          title={text.due.title(moneyText(invoice().total), day(invoice().due_at, Date.now() / 1000))}
          text={<span class="max-sm:hidden">{text.due.text}</span>}
          action={
            <LinkButton size="small" href={`${paths.account}?invoice=${encodeURIComponent(invoice().id)}`}>
              {text.due.pay}
            </LinkButton>
          }
        />
      )}
    </Show>
  )
}
