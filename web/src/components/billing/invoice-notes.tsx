import { type JSX, Match, Show, Switch } from "solid-js"
import { text as words } from "~/components/billing/words/en/invoice-page"
import { type Invoice, invoiceWords, leftOf } from "~/domain/billing/invoice"
import { moneyText } from "~/domain/billing/money"
import { text } from "~/i18n/en/invoice"
import { Note } from "~/ui/state/note"
import { Status } from "~/ui/state/status"
import { useBillingNow } from "./billing-now"

const WHY_VOID = {
  replaced: words.whyReplaced,
  forgiven: words.whyForgiven,
  written_off: words.whyWrittenOff,
} as const

/** What became of an invoice after it was issued or paid: void and why, disputed, reversed, refunded. Nothing of another. */
export function InvoiceNotes(props: {
  invoice: Invoice
  class?: string
  /** What replaced it, for a replaced invoice. */
  replacement?: JSX.Element
}) {
  const after = text.after
  const refunded = () => (props.invoice.dispute === "lost" ? undefined : props.invoice.refunded)
  const wayBack = () => props.invoice.method && (props.invoice.method === "stripe" ? after.toCard : after.outside)
  return (
    <div class={`grid gap-3 empty:hidden ${props.class ?? ""}`}>
      <Show when={props.invoice.void_reason}>
        {(why) => (
          <Note
            text={
              <>
                {WHY_VOID[why()]} <Show when={why() === "replaced"}>{props.replacement} </Show>
                <Show when={props.invoice.void_note}>{(note) => <span>{text.hostReason(note())}</span>}</Show>
              </>
            }
          />
        )}
      </Show>
      <Switch>
        <Match when={props.invoice.dispute === "open"}>
          <Note tone="due" title={after.disputed} text={after.disputedText} />
        </Match>
        <Match when={props.invoice.dispute === "lost"}>
          <Note tone="bad" title={after.lost} text={after.lostText} />
        </Match>
      </Switch>
      <Show when={props.invoice.refund_pending}>
        {(sum) => (
          <Note tone="due" role="status" title={after.refunding(moneyText(sum()))} text={after.refundingText} />
        )}
      </Show>
      <Show when={refunded()}>
        {(sum) => (
          <Note
            role="status"
            title={(leftOf(props.invoice).amount > 0 ? after.refundedPart : after.refunded)(moneyText(sum()))}
            text={wayBack()}
          />
        )}
      </Show>
    </div>
  )
}

/** How an invoice stands, in a row of a list, with the host's reason if there is one. */
export function InvoiceStatus(props: { invoice: Invoice }): JSX.Element {
  const now = useBillingNow()
  return (
    <span class="grid justify-items-start gap-0.5 max-sm:justify-items-end max-sm:text-right">
      <Status {...invoiceWords(props.invoice, now())} />
      <Show when={props.invoice.void_note}>
        {(note) => <span class="max-w-56 break-words text-ink-3 text-small">{text.hostReason(note())}</span>}
      </Show>
    </span>
  )
}
