import { describe, expect, it } from "vitest"
import { estimate, moneyParts } from "~/domain/billing/money"

describe("money", () => {
  it("groups sats and names them", () => {
    expect(moneyParts({ amount: 10_000, currency: "sat" })).toEqual({ figure: "10,000", unit: "sats" })
    expect(moneyParts({ amount: 1, currency: "sat" })).toEqual({ figure: "1", unit: "sat" })
    expect(moneyParts({ amount: 0, currency: "sat" })).toEqual({ figure: "0", unit: "sats" })
  })

  it("writes cents as dollars", () => {
    expect(moneyParts({ amount: 50_05, currency: "usd" })).toEqual({ figure: "$50.05", unit: "" })
    expect(estimate(980)).toBe("≈ $9.80")
  })
})
