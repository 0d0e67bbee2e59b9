import { Match, Show, Switch } from "solid-js"
import { useInvoice } from "~/api/invoices"
import { usePlans } from "~/api/plans"
import { useTenantInvoices } from "~/api/tenants"
import { account } from "~/auth/session"
import { useBillingNow } from "~/components/billing/billing-now"
import { usePayLink } from "~/components/billing/pay-link"
import { useReading } from "~/components/billing/reading"
import { text as words } from "~/components/billing/words/en/pay-first"
import type { Invoice } from "~/domain/billing/invoice"
import { afterFigure } from "~/domain/billing/money"
import { type Relay, relayHost } from "~/domain/relay/relay"
import { day } from "~/domain/time"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { LinkButton } from "~/ui/form/button"
import { Note } from "~/ui/state/note"
import { Steps } from "~/ui/state/steps"

/**
 * A paid plan that waits for its invoice: amount, deadline and effect. An offline relay gets a card with steps; with
 * `brief`, and for an online relay, it is a note.
 */
export default function PayToStart(props: { relay: Relay; brief?: boolean | undefined }) {
  const mine = () => account()?.pubkey === props.relay.tenant_pubkey
  const invoice = useInvoice(() => (mine() && props.relay.reserved_invoice_id) || undefined)
  const plans = usePlans()
  const open = () => (invoice.isSuccess && invoice.data.status === "open" ? invoice.data : undefined)
  const waits = () => props.relay.awaiting_payment === 1
  const planName = (id: string) => (plans.isSuccess ? plans.data.find((plan) => plan.id === id)?.name : undefined) ?? id
  const reserved = () => planName(props.relay.reserved_plan_id ?? "")
  return (
    <Show when={mine()} fallback={<OwnerPays relay={props.relay} plan={reserved()} />}>
      <Switch>
        <Match when={waits() && !props.brief}>
          <StartCard relay={props.relay} invoice={open()} plan={reserved()} />
        </Match>
        <Match when={open()}>
          {(known) => (
            <StartNote relay={props.relay} invoice={known()} now={planName(props.relay.plan_id)} plan={reserved()} />
          )}
        </Match>
        <Match when={true}>
          <Note role="status" text={words.making} />
        </Match>
      </Switch>
    </Show>
  )
}

function OwnerPays(props: { relay: Relay; plan: string }) {
  return (
    <Note
      tone="due"
      title={props.relay.awaiting_payment === 1 ? words.owner : words.ownerMove(props.plan)}
      action={
        <Show when={account()?.isAdmin && props.relay.reserved_invoice_id}>
          {(id) => (
            <LinkButton size="small" href={paths.adminInvoice(id())}>
              {words.invoice}
            </LinkButton>
          )}
        </Show>
      }
    />
  )
}

function StartNote(props: { relay: Relay; invoice: Invoice; now: string; plan: string }) {
  const now = useBillingNow()
  const payLink = usePayLink()
  const { text: read } = useReading()
  const sum = () => read(props.invoice.total, props.invoice.amount)
  const due = () => day(props.invoice.due_at, now())
  const waits = () => props.relay.awaiting_payment === 1
  return (
    <Note
      tone="due"
      title={waits() ? words.start(sum()) : words.move(props.plan, sum())}
      text={waits() ? words.startText(due()) : words.moveText(props.now, props.plan, due())}
      action={
        <LinkButton size="small" href={payLink(props.invoice.id)}>
          {waits() ? words.pay : words.payMove}
        </LinkButton>
      }
    />
  )
}

function StartCard(props: { relay: Relay; invoice: Invoice | undefined; plan: string }) {
  const now = useBillingNow()
  const payLink = usePayLink()
  const invoices = useTenantInvoices(() => props.relay.tenant_pubkey)
  const reason = () => {
    if (!invoices.isSuccess) return ""
    return invoices.data.rows.some((one) => one.void_reason === "forgiven") ? words.because : words.first
  }
  const before = () =>
    props.relay.synced === 1
      ? { title: words.kept, detail: words.keptText }
      : { title: words.saved, detail: words.savedText(relayHost(props.relay)) }
  const { read } = useReading()
  return (
    <Card title={words.title} foot={props.invoice && words.unpaid(day(props.invoice.due_at, now()))}>
      <Show when={props.invoice} fallback={<p class="mb-5 text-ink-2">{words.making}</p>}>
        {(invoice) => (
          <div class="mb-5">
            <p class="font-semibold text-figure tabular-nums">
              {read(invoice().total, invoice().amount).figure}{" "}
              <span class="font-normal text-body text-ink-2 tracking-normal">
                {afterFigure(read(invoice().total, invoice().amount))}
              </span>
            </p>
            <p class="text-ink-2 text-small">{words.forOne(props.plan)}</p>
          </div>
        )}
      </Show>
      <Steps
        live
        label={words.log}
        items={[
          { state: "done", ...before() },
          {
            state: "now",
            title: words.payment,
            detail: props.invoice && words.paymentText(day(props.invoice.due_at, now())),
            action: props.invoice && (
              <LinkButton kind="primary" href={payLink(props.invoice.id)}>
                {words.pay}
              </LinkButton>
            ),
          },
          { state: "waiting", title: words.online, detail: words.onlineText },
        ]}
      />
      <p class="mt-5 text-ink-2 text-small">{reason()}</p>
    </Card>
  )
}
