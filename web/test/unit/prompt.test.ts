import { describe, expect, it } from "vitest"
import { autopayOf, brandName, paysItself, quoted } from "~/domain/billing/autopay"
import type { Invoice } from "~/domain/billing/invoice"
import { promptOf } from "~/domain/billing/payment-prompt"

const at = 1_795_219_200
const open = { id: "i", status: "open", created_at: at - 3_600, due_at: at + 1 } as Invoice
const payer = (more: Partial<Parameters<typeof autopayOf>[0] & object> = {}) => ({ nwc_is_set: false, ...more })
const ask = (more: Partial<Parameters<typeof promptOf>[0]> = {}) =>
  promptOf({
    status: "active",
    invoices: [],
    autopay: autopayOf(payer(), ["lightning", "card"]),
    paying: true,
    dismissed: () => false,
    now: at,
    ...more,
  })?.kind

it("is not left to a wallet or a card to pay while a payment is disputed", () => {
  const works = payer({ nwc_is_set: true, stripe_payment_method_id: "pm" })
  const fresh = { ...open, created_at: at } as Invoice
  const methods = ["lightning", "card"] as const
  expect(paysItself(autopayOf(works, methods))).toBe(true)
  const disputed = autopayOf({ ...works, disputed_at: at }, methods)
  expect(paysItself(disputed)).toBe(false)
  expect(ask({ status: "past_due", invoices: [fresh], autopay: disputed })).toBe("unpaid")
})

describe("what somebody is asked to do about money", () => {
  const bothFailed = autopayOf(payer({ nwc_is_set: true, nwc_error: "no budget", stripe_error: "declined" }), [
    "lightning",
    "card",
  ])
  it("is one thing at a time, in this order", () => {
    const all = { status: "delinquent", invoices: [open], autopay: bothFailed } as const
    expect(ask(all)).toBe("churned")
    expect(ask({ ...all, status: "past_due" })).toBe("unpaid")
    expect(ask({ ...all, status: "active", invoices: [] })).toBe("wallet-failed")
    expect(ask({ autopay: autopayOf(payer({ stripe_error: "declined" }), ["lightning", "card"]) })).toBe("card-failed")
    expect(ask()).toBe("no-autopay")
    expect(ask({ paying: false })).toBeUndefined()
  })

  it("is nothing where payments are off, or for somebody who is suspended", () => {
    expect(ask({ autopay: autopayOf(payer(), []), invoices: [open] })).toBeUndefined()
    expect(ask({ status: "suspended", invoices: [open] })).toBeUndefined()
  })

  it("can be put aside only where nothing happens if it is", () => {
    const dismissed = () => true
    expect(ask({ dismissed })).toBeUndefined()
    expect(ask({ dismissed, invoices: [open] })).toBe("unpaid")
  })

  it("leaves a wallet that works a moment to pay", () => {
    const autopay = autopayOf(payer({ nwc_is_set: true }), ["lightning"])
    expect(ask({ autopay, invoices: [{ ...open, created_at: at - 60 }] })).toBeUndefined()
    expect(ask({ autopay, invoices: [{ ...open, created_at: at - 600 }] })).toBe("unpaid")
  })
})

describe("automatic payment", () => {
  it("is off where the server has the way off, whatever is set up", () => {
    const { wallet, card } = autopayOf(payer({ nwc_is_set: true, stripe_error: "declined" }), [])
    expect([wallet.state, card.state]).toEqual(["off", "off"])
  })
  it("pays by the card where the wallet failed", () => {
    const card = { brand: "visa", last4: "4242" }
    expect(paysItself(autopayOf(payer({ nwc_is_set: true, nwc_error: "x", card }), ["lightning", "card"]))).toBe(true)
    expect(paysItself(autopayOf(payer({ nwc_is_set: true, nwc_error: "x" }), ["lightning", "card"]))).toBe(false)
  })
  it("quotes a wallet without its full stop, and writes a brand with a capital", () => {
    expect([quoted("No budget."), quoted(" No budget "), brandName("visa")]).toEqual(["No budget", "No budget", "Visa"])
  })
})
