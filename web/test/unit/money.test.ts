import { describe, expect, it } from "vitest"
import { amountField, amountOf, estimate, moneyParts, totalIn } from "~/domain/billing/money"

describe("money", () => {
  it("groups sats and names them", () => {
    expect(moneyParts({ amount: 10_000, currency: "sat" })).toEqual({ figure: "10,000", unit: "sats" })
    expect(moneyParts({ amount: 1, currency: "sat" })).toEqual({ figure: "1", unit: "sat" })
    expect(moneyParts({ amount: 0, currency: "sat" })).toEqual({ figure: "0", unit: "sats" })
  })

  it("writes cents as dollars", () => {
    expect(moneyParts({ amount: 50_05, currency: "usd" })).toEqual({ figure: "$50.05", unit: "" })
    expect(estimate(980)).toBe("≈ $9.80")
    expect(estimate(-980)).toBe("≈ −$9.80")
  })

  it("takes amounts as people write them, and nothing else", () => {
    expect(["10,000", " 1 ", "0", "", "1.5", "-5", "1e3", "1000000000001"].map((one) => amountOf(one, "sat"))).toEqual([
      10_000,
      1,
      ...Array(6).fill(undefined),
    ])
    expect(["5", "5.1", "1,250.05", "5.001", "0.00"].map((one) => amountOf(one, "usd"))).toEqual([
      500,
      510,
      125_005,
      undefined,
      undefined,
    ])
    for (const amount of [1, 99, 100, 1_999, 1_000_000]) {
      expect(amountOf(amountField({ amount, currency: "usd" }), "usd")).toBe(amount)
      expect(amountOf(amountField({ amount, currency: "sat" }), "sat")).toBe(amount)
    }
  })

  it("finds a sum in what others wrote, or none", () => {
    expect(totalIn({ total: { amount: 5, currency: "sat" } })).toEqual({ amount: 5, currency: "sat" })
    for (const total of [undefined, null, 5, "5", { amount: "5", currency: "sat" }, { amount: 5, currency: "eur" }]) {
      expect(totalIn({ total })).toBeUndefined()
    }
  })
})
