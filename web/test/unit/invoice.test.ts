import { describe, expect, it } from "vitest"
import {
  chargedRelays,
  daysLeft,
  type Invoice,
  type InvoiceItem,
  invoiceWords,
  isRefundable,
  newerInvoice,
  openInvoices,
} from "~/domain/billing/invoice"

const DAY = 86_400
const at = 1_795_219_200
const invoice = (more: Partial<Invoice> = {}): Invoice => ({
  id: "i",
  tenant_pubkey: "a".repeat(64),
  amount: 980,
  total: { amount: 10_000, currency: "sat" },
  period_start: at,
  period_end: at + 30 * DAY,
  created_at: at,
  due_at: at + 7 * DAY,
  status: "open",
  ...more,
})

describe("how an invoice stands", () => {
  it("is due in as many days as are left, a part of one counted as one, and overdue on the second", () => {
    expect(invoiceWords(invoice(), at).word).toBe("Due in 7 days")
    expect(invoiceWords(invoice(), at + 1).word).toBe("Due in 7 days")
    expect(invoiceWords(invoice(), at + DAY).word).toBe("Due in 6 days")
    expect(invoiceWords(invoice(), at + 7 * DAY - 1)).toMatchObject({ tone: "due", word: "Due in 1 day" })
    expect(invoiceWords(invoice(), at + 7 * DAY)).toMatchObject({ tone: "bad", word: "Overdue" })
    expect(daysLeft(invoice(), at + 8 * DAY)).toBe(0)
  })

  it("says how it was paid, or why it asks for nothing", () => {
    const words = (more: Partial<Invoice>) => {
      const { word, detail } = invoiceWords(invoice(more), at)
      return `${word} ${detail}`.trim()
    }
    expect(words({ status: "paid", method: "nwc" })).toBe("Paid wallet")
    expect(words({ status: "paid", method: "stripe" })).toBe("Paid card")
    expect(words({ status: "paid", method: "oob" })).toBe("Paid manually")
    expect(words({ status: "void", void_reason: "forgiven" })).toBe("Void forgiven")
    expect(words({ status: "void", void_reason: "written_off" })).toBe("Void written off")
    expect(words({ status: "void" })).toBe("Void")
    expect(words({ status: "draft" })).toBe("Draft")
  })

  it("says what became of its payment since, and offers a refund only of what is left", () => {
    const sats = (amount: number) => ({ amount, currency: "sat" as const })
    const stands = (more: Partial<Invoice>) => {
      const paid = invoice({ status: "paid", method: "stripe", paid_at: at, ...more })
      const { word, detail } = invoiceWords(paid, at)
      return [`${word} ${detail}`.trim(), isRefundable(paid)]
    }
    expect(stands({})).toEqual(["Paid card", true])
    expect(stands({ refund_pending: sats(500) })).toEqual(["Refund on its way", false])
    expect(stands({ refunded: sats(4_000) })).toEqual(["Refunded in part", true])
    expect(stands({ refunded: sats(10_000) })).toEqual(["Refunded", false])
    expect(stands({ dispute: "open", refunded: sats(4_000) })).toEqual(["Disputed at the bank", false])
    expect(stands({ dispute: "lost", refunded: sats(10_000) })).toEqual(["Payment reversed", false])
    expect(stands({ dispute: "won" })).toEqual(["Paid card", true])
    expect(stands({ method: "oob", booked_by_operator: true })).toEqual(["Paid outside this site", true])
    expect(isRefundable(invoice())).toBe(false)
  })

  it("never goes back from paid or void to open, whatever answer comes late", () => {
    const paid = invoice({ status: "paid" })
    expect(newerInvoice(paid, invoice())).toBe(paid)
    expect(newerInvoice(invoice({ status: "void" }), invoice()).status).toBe("void")
    expect(newerInvoice(invoice(), paid)).toBe(paid)
    expect(newerInvoice(undefined, invoice()).status).toBe("open")
  })

  it("comes first where it is due first", () => {
    const rows = [
      invoice({ id: "late", due_at: at + 9 * DAY }),
      invoice({ id: "paid", status: "paid" }),
      invoice({ id: "soon", due_at: at + DAY }),
    ]
    expect(openInvoices(rows).map(({ id }) => id)).toEqual(["soon", "late"])
  })
})

it("the relays of an invoice are those that are charged on it, each once", () => {
  const item = (kind: InvoiceItem["kind"], relay_id: string) => ({ kind, relay_id }) as InvoiceItem
  expect(chargedRelays([item("charge", "a"), item("credit", "b"), item("charge", "a"), item("charge", "c")])).toEqual([
    "a",
    "c",
  ])
  expect(chargedRelays([item("credit", "")])).toEqual([])
})
