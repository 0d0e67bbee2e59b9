import type { components } from "~/api/schema.gen"
import { graceDays, type Seconds } from "~/domain/time"
import { text } from "~/i18n/en/invoice"
import type { Money } from "./money"

export type Invoice = components["schemas"]["Invoice"]
export type InvoiceItem = components["schemas"]["InvoiceItem"]
export type Quote = components["schemas"]["Quote"]

/** A status for the status component. */
export type InvoiceWords = { tone: "ok" | "due" | "bad" | "off"; word: string; detail: string }

type Stood = Pick<
  Invoice,
  | "status"
  | "created_at"
  | "due_at"
  | "method"
  | "void_reason"
  | "total"
  | "booked_by_operator"
  | "refunded"
  | "refund_pending"
  | "dispute"
>

/** The status of an invoice at `now`, billing's time. */
export function invoiceWords(invoice: Stood, now: Seconds): InvoiceWords {
  const words = text.status
  switch (invoice.status) {
    case "draft":
      return { tone: "off", word: words.draft, detail: "" }
    case "open":
      return isOverdue(invoice, now)
        ? { tone: "bad", word: words.overdue, detail: "" }
        : { tone: "due", word: words.dueIn(daysLeft(invoice, now)), detail: "" }
    case "paid":
      return paidWords(invoice)
    case "void":
      return { tone: "off", word: words.void, detail: invoice.void_reason ? words.why[invoice.void_reason] : "" }
    default:
      return invoice.status satisfies never
  }
}

/** What became of the payment since comes before how it was made. */
function paidWords(invoice: Stood): InvoiceWords {
  const words = text.status
  if (invoice.dispute === "open") return { tone: "due", word: words.disputed, detail: "" }
  if (invoice.dispute === "lost") return { tone: "off", word: words.reversed, detail: "" }
  if (invoice.refund_pending) return { tone: "due", word: words.refunding, detail: "" }
  if (invoice.refunded) {
    return { tone: "off", word: words.refunded, detail: leftOf(invoice).amount > 0 ? words.inPart : "" }
  }
  if (invoice.booked_by_operator) return { tone: "ok", word: words.paid, detail: words.booked }
  return { tone: "ok", word: words.paid, detail: invoice.method ? words.by[invoice.method] : "" }
}

/** What is left of the payment of an invoice after its refunds. */
export const leftOf = ({ total, refunded }: Pick<Invoice, "total" | "refunded">): Money => ({
  ...total,
  amount: Math.max(0, total.amount - (refunded?.amount ?? 0)),
})

/** Whether some of its payment can be refunded now. */
export const isRefundable = (invoice: Invoice): boolean =>
  invoice.paid_at != null &&
  invoice.dispute !== "open" &&
  invoice.dispute !== "lost" &&
  !invoice.refund_pending &&
  leftOf(invoice).amount > 0

export const isOverdue = (invoice: Pick<Invoice, "due_at">, now: Seconds): boolean => now >= invoice.due_at

/** Whole days left to pay it, rounded up. */
export const daysLeft = (invoice: Pick<Invoice, "created_at" | "due_at">, now: Seconds): number =>
  graceDays(invoice.created_at, invoice.due_at, now).left

/** The open invoices by due date. */
export const openInvoices = <I extends Invoice>(invoices: readonly I[]): I[] =>
  invoices.filter((one) => one.status === "open").sort((a, b) => a.due_at - b.due_at || a.created_at - b.created_at)

/** Merges two versions of an invoice. Paid and void are final, so a late older response changes nothing. */
export const newerInvoice = (before: Invoice | undefined, news: Invoice): Invoice =>
  before && before.status !== "open" && news.status === "open" ? before : news

/** The relays that are charged on an invoice, each once, in the order of its lines. */
export const chargedRelays = (items: readonly InvoiceItem[]): string[] => [
  ...new Set(items.filter((item) => item.kind === "charge" && item.relay_id !== "").map((item) => item.relay_id)),
]

/** The server's estimate of the amount due of a quote. It estimates the whole charge, so there is none beside credit. */
export const dueCents = (quote: Quote): number | undefined => (quote.carried.amount === 0 ? quote.amount : undefined)
