import { createEffect, createSignal, type JSX, on, Show } from "solid-js"
import { type Refund, useAdjustments } from "~/api/operator/adjustments"
import { type Tenant, useTenantInvoices } from "~/api/tenants"
import { useBillingNow } from "~/components/billing/billing-now"
import { type Invoice, isRefundable, leftOf, openInvoices } from "~/domain/billing/invoice"
import { amountField, amountOf, type Money, moneyText } from "~/domain/billing/money"
import { day } from "~/domain/time"
import { text as words } from "~/features/operator/words/en/adjustments"
import { Button } from "~/ui/form/button"
import { Field } from "~/ui/form/field"
import { Select } from "~/ui/form/select"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"

/** Asks for an amount and a reason, and passes both on. */
function AmountDialog(props: {
  open: boolean
  onClose: () => void
  title: string
  text: string
  go: string
  danger?: boolean
  currency: Money["currency"]
  /** What the amount is at first. */
  preset?: Money | undefined
  /** The most that it can be. */
  most?: Money | undefined
  /** More to choose, above the amount. */
  children?: JSX.Element
  /** Answers what is said of it afterwards. */
  onConfirm: (money: Money, reason: string) => Promise<string>
}) {
  const [written, setWritten] = createSignal("")
  const [asked, setAsked] = createSignal(false)
  createEffect(
    on([() => props.open, () => props.preset?.amount], () => {
      setWritten(props.preset ? amountField(props.preset) : "")
      setAsked(false)
    }),
  )
  const amount = () => amountOf(written(), props.currency)
  const fault = () => {
    const wanted = amount()
    if (wanted === undefined) return words.amountMissing(words.unit[props.currency])
    return props.most && wanted > props.most.amount ? words.atMost(moneyText(props.most)) : undefined
  }
  return (
    <Confirm
      open={props.open}
      onClose={props.onClose}
      title={props.title}
      text={props.text}
      confirmLabel={props.go}
      danger={props.danger}
      reason={{ label: words.reason, help: words.reasonHelp, missing: words.reasonMissing }}
      check={() => {
        setAsked(true)
        return fault() === undefined
      }}
      onConfirm={async (reason) => {
        const money = { amount: amount() ?? 0, currency: props.currency }
        toast({ tone: "ok", text: await props.onConfirm(money, reason) })
      }}
    >
      {props.children}
      <Field
        label={words.amount}
        inputMode="decimal"
        autocomplete="off"
        prefix={props.currency === "usd" ? "$" : undefined}
        suffix={props.currency === "sat" ? words.unit.sat : undefined}
        help={props.most && words.atMost(moneyText(props.most))}
        error={asked() ? fault() : undefined}
        value={written()}
        onInput={(event) => setWritten(event.currentTarget.value)}
      />
    </Confirm>
  )
}

/** Refunds the payment of an invoice, where there is something to refund; says first who pays it back. */
export function RefundButton(props: { invoice: Invoice }) {
  /** What was left when it was opened: it changes with the refund. */
  const [left, setLeft] = createSignal<Money>()
  const { refund } = useAdjustments()
  const isByCard = () => props.invoice.method === "stripe"
  return (
    <>
      <Show when={isRefundable(props.invoice)}>
        <Button onClick={() => setLeft(leftOf(props.invoice))}>{words.refund.open}</Button>
      </Show>
      <AmountDialog
        open={left() !== undefined}
        onClose={() => setLeft(undefined)}
        title={words.refund.title}
        text={isByCard() ? words.refund.byProcessor : words.refund.byOperator}
        go={isByCard() ? words.refund.go : words.refund.goRecord}
        danger={isByCard()}
        currency={props.invoice.total.currency}
        preset={left()}
        most={left()}
        onConfirm={async ({ amount }, reason) => whatBecame(await refund(props.invoice.id, { amount, reason }))}
      />
    </>
  )
}

function whatBecame({ paid_by, status, total }: Refund): string {
  if (paid_by === "operator") return words.refund.recorded(moneyText(total))
  return (status === "pending" ? words.refund.pending : words.refund.toCard)(moneyText(total))
}

/** Books a payment that came outside, and gives credit. */
export function TenantAdjustments(props: { tenant: Tenant; name: string }) {
  const [open, setOpen] = createSignal<"payment" | "credit">()
  const close = () => setOpen(undefined)
  const { giveCredit } = useAdjustments()
  return (
    <div class="flex flex-wrap gap-2">
      <Button size="small" onClick={() => setOpen("payment")}>
        {words.payment.open}
      </Button>
      <Button size="small" onClick={() => setOpen("credit")}>
        {words.credit.open}
      </Button>
      <PaymentDialog tenant={props.tenant} name={props.name} open={open() === "payment"} onClose={close} />
      <AmountDialog
        open={open() === "credit"}
        onClose={close}
        title={words.credit.title(props.name)}
        text={words.credit.text}
        go={words.credit.go}
        currency={props.tenant.credit.currency}
        onConfirm={async (money, reason) => {
          await giveCredit(props.tenant.pubkey, { amount: money.amount, reason })
          return words.credit.done(moneyText(money))
        }}
      />
    </div>
  )
}

function PaymentDialog(props: { tenant: Tenant; name: string; open: boolean; onClose: () => void }) {
  const now = useBillingNow()
  const { bookPayment } = useAdjustments()
  const invoices = useTenantInvoices(() => props.tenant.pubkey)
  /** Those that were open when it was opened: news takes nothing away that is being written. */
  const [offered, setOffered] = createSignal<readonly Invoice[]>([])
  const [chosen, setChosen] = createSignal("")
  createEffect(
    on(
      () => props.open,
      () => {
        setOffered(invoices.isSuccess ? openInvoices(invoices.data.rows) : [])
        setChosen(offered()[0]?.id ?? "")
      },
    ),
  )
  const invoice = () => offered().find(({ id }) => id === chosen())
  return (
    <AmountDialog
      open={props.open}
      onClose={props.onClose}
      title={words.payment.title(props.name)}
      text={words.payment.text}
      go={words.payment.go}
      currency={props.tenant.credit.currency}
      preset={invoice()?.total}
      onConfirm={async (money, reason) => {
        await bookPayment(props.tenant.pubkey, {
          amount: money.amount,
          reason,
          ...(chosen() && { invoice_id: chosen() }),
        })
        return words.payment.done(moneyText(money))
      }}
    >
      <Select
        label={words.payment.for}
        value={chosen()}
        help={chosen() ? words.payment.forInvoice : words.payment.forCredit}
        options={[
          { value: "", label: words.payment.onAccount },
          ...offered().map(({ id, created_at, total }) => ({
            value: id,
            label: words.payment.invoice(day(created_at, now()), moneyText(total)),
          })),
        ]}
        onChange={setChosen}
      />
    </AmountDialog>
  )
}
