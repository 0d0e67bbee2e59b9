import { Show } from "solid-js"
import { useInfo } from "~/api/info"
import { useUpcoming } from "~/api/invoices"
import { useTenantRelays } from "~/api/relays"
import { useTenant, useTenantInvoices } from "~/api/tenants"
import { type Account, account } from "~/auth/session"
import { useBillingNow } from "~/components/billing/billing-now"
import { useReading } from "~/components/billing/reading"
import { useTitle } from "~/components/frame/title"
import { HostContactButton } from "~/components/host/host-contact-button"
import { billingStatusOf } from "~/domain/billing/billing-status"
import { dueCents, invoiceWords, openInvoices } from "~/domain/billing/invoice"
import { moneyText } from "~/domain/billing/money"
import { day } from "~/domain/time"
import { text } from "~/features/account/words/en/account"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/form/button"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { Skeleton } from "~/ui/state/skeleton"
import { Status } from "~/ui/state/status"
import { Side } from "./account-side"
import { ClosedNote } from "./closing/closed-note"
import { Costs } from "./costs"
import { Due } from "./due"
import { ImportedInvoices } from "./imported-invoices"
import { Invoices } from "./invoices"

/** The account page: status, costs, payment methods and identity. */
export default function AccountPage() {
  return <Show when={account()}>{(who) => <Body who={who()} />}</Show>
}

function Body(props: { who: Account }) {
  const tenant = useTenant(() => props.who.pubkey)
  const info = useInfo()
  const known = () => (tenant.isSuccess ? tenant.data : null)
  const now = useBillingNow()
  const invoices = useTenantInvoices(() => props.who.pubkey)
  const due = () => (invoices.isSuccess ? openInvoices(invoices.data.rows)[0] : undefined)
  /** The due invoice is more specific than the status. */
  const standing = () => {
    const first = due()
    const stands = billingStatusOf(known())
    return first && stands.tone !== "bad" ? { ...stands, ...invoiceWords(first, now()) } : stands
  }
  const off = () => info.isSuccess && info.data.payment_methods.length === 0
  const reading = useReading()
  const upcoming = useUpcoming(() => (off() ? undefined : props.who.pubkey))
  /** The next charge and the effect of credit: one sentence, with the server's figures. */
  const next = () => {
    if (!upcoming.isSuccess) return ""
    const coming = upcoming.data
    const credit = known()?.credit
    if (!coming) return credit && credit.amount > 0 ? text.creditOnly(moneyText(credit)) : text.nextNone
    const total = reading.text(coming.total, coming.amount)
    const [when, due] = [day(coming.at, now()), reading.text(coming.due, dueCents(coming))]
    const carried = moneyText({ ...coming.carried, amount: Math.abs(coming.carried.amount) })
    if (coming.carried.amount === 0) return text.next(due, when)
    if (coming.carried.amount > 0) return text.nextMore(due, when, carried)
    return coming.due.amount === 0 ? text.nextCovered(when, total, carried) : text.nextLess(due, when, total, carried)
  }
  const relays = useTenantRelays(() => (due() ? props.who.pubkey : undefined))
  /** The invoice that is due first starts a relay's plan. */
  const starts = () =>
    due() !== undefined && relays.isSuccess && relays.data.some((relay) => relay.reserved_invoice_id === due()?.id)
  const isSaid = () => billingStatusOf(known()).said !== "" && !starts() && !(due() && known()?.status === "past_due")
  useTitle(
    () => text.title,
    () => (standing().tone === "ok" ? undefined : standing()),
  )
  return (
    <>
      <div class="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1 class="text-h1">{text.title}</h1>
        <Show when={tenant.isSuccess && invoices.isSuccess && !due()}>
          <Status tone={standing().tone} word={standing().word} />
        </Show>
      </div>
      <div class="mt-6 grid gap-3">
        <Show when={info.isPending || tenant.isPending || invoices.isPending}>
          <Skeleton class="h-[50px] max-sm:h-[72px] w-full rounded-note!" />
        </Show>
        <Show when={tenant.isError}>
          <ProblemNote error={tenant.error} onRetry={() => tenant.refetch()} />
        </Show>
        <Show when={isSaid() && billingStatusOf(known())}>
          {(said) => (
            <Note
              tone={said().tone === "bad" ? "bad" : "due"}
              title={`${said().word}.`}
              text={said().said}
              action={
                <Show
                  when={known()?.status === "delinquent"}
                  fallback={<Show when={known()?.status === "suspended"}>{<HostContactButton />}</Show>}
                >
                  <LinkButton size="small" href={`${paths.relays}?status=offline`}>
                    {text.showOffline}
                  </LinkButton>
                </Show>
              }
            />
          )}
        </Show>
        <Show when={known()?.status === "closed"}>
          <ClosedNote pubkey={props.who.pubkey} />
        </Show>
        <Show when={known()?.disputed_at}>
          <Note tone="due" role="status" title={text.disputed} text={text.disputedText} />
        </Show>
        <Show when={due()}>{(invoice) => <Due invoice={invoice()} tenant={known()} starts={starts()} />}</Show>
        <Show
          when={off()}
          fallback={
            <Show when={info.isSuccess && tenant.isSuccess && invoices.isSuccess && standing().tone === "ok"}>
              <Show when={next() !== text.nextNone} fallback={<Note title={text.nextNone} />}>
                <Note tone="ok" title={text.allPaid} text={next()} />
              </Show>
            </Show>
          }
        >
          <Note title={text.offTitle} text={text.offText} />
        </Show>
      </div>
      <div class="mt-8 grid items-start gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_328px]">
        <div class="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-8">
          <Invoices pubkey={props.who.pubkey} none={off() ? text.invoices.noneOff : text.invoices.none} />
          <ImportedInvoices pubkey={props.who.pubkey} />
          <Show when={known()?.status !== "closed"}>
            <Costs pubkey={props.who.pubkey} renews={known()?.renews_at} />
          </Show>
        </div>
        <aside class="min-w-0">
          <Side who={props.who} tenant={known()} />
        </aside>
      </div>
    </>
  )
}
