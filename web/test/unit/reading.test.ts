import { expect, test } from "vitest"
import { paysByCard } from "~/domain/billing/autopay"
import { afterFigure, type Money, reading } from "~/domain/billing/money"

const sats: Money = { amount: 10_000, currency: "sat" }
const dollars: Money = { amount: 500, currency: "usd" }

test("an amount is read in sats first, or in dollars first by who pays by card", () => {
  expect(reading(sats, 980, false)).toEqual({ figure: "10,000", unit: "sats", other: "≈ $9.80" })
  expect(reading(sats, 980, true)).toEqual({ figure: "≈ $9.80", unit: "", other: "10,000 sats" })
  expect(afterFigure(reading(sats, 980, false))).toBe("sats, ≈ $9.80")
  expect(afterFigure(reading(sats, 980, true))).toBe("10,000 sats")
})

test("prices in dollars have no other amount", () => {
  for (const first of [true, false])
    expect(reading(dollars, 500, first)).toEqual({ figure: "$5.00", unit: "", other: "" })
})

test("an amount without an estimate stays in sats", () => {
  expect(reading(sats, 0, true).figure).toBe("10,000")
})

test("a saved card counts unless a wallet is connected, which pays before it", () => {
  const card = { brand: "visa", last4: "4242" }
  expect(paysByCard({ nwc_is_set: false, card })).toBe(true)
  expect(paysByCard({ nwc_is_set: true, card })).toBe(false)
  expect(paysByCard({ nwc_is_set: false })).toBe(false)
  expect(paysByCard(null)).toBe(false)
})
