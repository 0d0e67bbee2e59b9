import { useLocation } from "@solidjs/router"
import X from "lucide-solid/icons/x"
import { createSignal, Match, Show, Switch } from "solid-js"
import { useInfo } from "~/api/info"
import { useTenantRelays } from "~/api/relays"
import { useTenant, useTenantInvoices } from "~/api/tenants"
import { text } from "~/components/billing/words/en/prompts"
import { autopayOf, quoted } from "~/domain/billing/autopay"
import { type Invoice, isOverdue } from "~/domain/billing/invoice"
import { type Prompt, type PromptKind, promptOf } from "~/domain/billing/payment-prompt"
import { day } from "~/domain/time"
import { paths } from "~/paths"
import { IconButton, LinkButton } from "~/ui/form/button"
import { Note } from "~/ui/state/note"
import { useBillingNow } from "./billing-now"
import { usePayLink } from "./pay-link"
import { useReading } from "./reading"

const AUTOPAY = `${paths.account}#autopay`

/** What somebody should do about money, if anything: the gravest thing, and only that. */
export function PromptNote(props: {
  pubkey: string | undefined
  class?: string
  /** What the page around it says already. */
  except?: readonly PromptKind[] | undefined
}) {
  const now = useBillingNow()
  const info = useInfo()
  const tenant = useTenant(() => props.pubkey)
  const owes = () => tenant.isSuccess && ["past_due", "delinquent"].includes(tenant.data?.status ?? "")
  const relays = useTenantRelays(() => (owes() ? props.pubkey : undefined))
  const invoices = useTenantInvoices(() => (owes() ? props.pubkey : undefined))
  const [dismissed, dismiss] = createDismissed(() => props.pubkey)
  const prompt = (): Prompt | undefined => {
    if (!info.isSuccess || !tenant.isSuccess || !tenant.data || (owes() && !(invoices.isSuccess && relays.isSuccess)))
      return undefined
    const ids = relays.isSuccess ? relays.data.map((relay) => relay.reserved_invoice_id ?? "") : []
    const found = promptOf({
      status: tenant.data.status,
      invoices: owes() && invoices.isSuccess ? invoices.data.rows : [],
      reserved: new Set(ids.filter(Boolean)),
      autopay: autopayOf(tenant.data, info.data.payment_methods),
      paying: tenant.data.renews_at != null,
      dismissed,
      now: now(),
    })
    return found && props.except?.includes(found.kind) ? undefined : found
  }
  return (
    <Show when={prompt()}>
      {(wanted) => (
        <div class={props.class}>
          <Wanted prompt={wanted()} onDismiss={() => dismiss(wanted().kind)} />
        </div>
      )}
    </Show>
  )
}

function Wanted(props: { prompt: Prompt; onDismiss: () => void }) {
  const now = useBillingNow()
  const location = useLocation()
  const payLink = usePayLink()
  const reading = useReading()
  const sumOf = (invoice: Invoice) => reading.text(invoice.total, invoice.amount)
  const info = useInfo()
  const offered = () => {
    const methods = info.isSuccess ? info.data.payment_methods : []
    if (methods.length > 1) return "either"
    return methods.includes("card") ? "card" : "wallet"
  }
  const of = <K extends PromptKind>(kind: K) =>
    props.prompt.kind === kind ? (props.prompt as Extract<Prompt, { kind: K }>) : undefined
  return (
    <Switch>
      <Match when={of("churned")}>
        <Note
          tone="bad"
          title={text.churned.title}
          text={text.churned.text}
          action={
            <Show when={location.pathname !== paths.relays}>
              <LinkButton size="small" href={`${paths.relays}?status=offline`}>
                {text.churned.action}
              </LinkButton>
            </Show>
          }
        />
      </Match>
      <Match when={of("start")}>
        {(due) => (
          <Note
            tone="due"
            title={text.start.title(sumOf(due().invoice))}
            text={text.start.text}
            action={
              <LinkButton size="small" href={payLink(due().invoice.id)}>
                {text.start.action}
              </LinkButton>
            }
          />
        )}
      </Match>
      <Match when={of("unpaid")}>
        {(due) => {
          const sum = () => sumOf(due().invoice)
          return (
            <Note
              tone={isOverdue(due().invoice, now()) || due().refused ? "bad" : "due"}
              title={
                isOverdue(due().invoice, now())
                  ? text.unpaid.overdue(sum())
                  : text.unpaid.title(sum(), day(due().invoice.due_at, now()))
              }
              text={
                <>
                  <Show when={due().refused}>{(said) => `${text.unpaid.refused(quoted(said()))} `}</Show>
                  <span class="max-sm:hidden">
                    {isOverdue(due().invoice, now()) ? text.unpaid.overdueText : text.unpaid.text}
                  </span>
                </>
              }
              action={
                <LinkButton size="small" href={payLink(due().invoice.id)}>
                  {text.unpaid.action}
                </LinkButton>
              }
            />
          )
        }}
      </Match>
      <Match when={of("wallet-failed")}>
        {(failed) => (
          <Note
            tone="bad"
            title={text.wallet.title}
            text={text.wallet.text(quoted(failed().said))}
            action={
              <LinkButton size="small" href={AUTOPAY}>
                {text.wallet.action}
              </LinkButton>
            }
          />
        )}
      </Match>
      <Match when={of("card-failed")}>
        {(failed) => (
          <Note
            tone="bad"
            title={text.card.title}
            text={text.card.text(failed().said)}
            action={
              <LinkButton size="small" href={AUTOPAY}>
                {text.card.action}
              </LinkButton>
            }
          />
        )}
      </Match>
      <Match when={of("no-autopay")}>
        <Note
          title={text.none.title}
          text={text.none.ways[offered()]}
          action={
            <span class="flex gap-1.5">
              <LinkButton size="small" href={AUTOPAY}>
                {text.none.action}
              </LinkButton>
              <IconButton
                kind="quiet"
                size="small"
                icon={X}
                label={text.none.dismiss}
                onClick={() => props.onDismiss()}
              />
            </span>
          }
        />
      </Match>
    </Switch>
  )
}

/** What was put aside on this device, and for how long: a month later it may be asked again, in milliseconds. */
const ASIDE_MS = 30 * 86_400_000

function createDismissed(pubkey: () => string | undefined) {
  const key = (kind: PromptKind) => `aside.${kind}.${pubkey()}`
  const [changes, setChanges] = createSignal(0)
  const dismissed = (kind: PromptKind): boolean => {
    changes()
    return Date.now() - Number(localStorage.getItem(key(kind)) ?? 0) < ASIDE_MS
  }
  const dismiss = (kind: PromptKind) => {
    localStorage.setItem(key(kind), String(Date.now()))
    setChanges((count) => count + 1)
  }
  return [dismissed, dismiss] as const
}
