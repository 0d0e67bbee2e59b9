import { describe, expect, it } from "vitest"
import { codeLife, scanText, walletLink } from "~/domain/billing/payment-code"

describe("a payment code", () => {
  const code = { lnbc: "lnbc1abc", created_at: 1_000, expires_at: 5_000 }
  it("shows no clock before the last quarter of its life", () => {
    expect(codeLife(code, 1_000, 1_000)).toEqual({ state: "fresh" })
    expect(codeLife(code, 3_999, 1_000)).toEqual({ state: "fresh" })
    expect(codeLife(code, 4_000, 1_000)).toEqual({ state: "ending", seconds: 1_000 })
    expect(codeLife(code, 4_999, 4_999)).toEqual({ state: "ending", seconds: 1 })
    expect(codeLife(code, 5_000, 4_999)).toEqual({ state: "over" })
    expect(codeLife(code, 9_000, 1_000)).toEqual({ state: "over" })
  })

  it("is shown by a device whose clock is ahead, without a clock", () => {
    expect(codeLife(code, 5_000, 5_000)).toEqual({ state: "fresh" })
    expect(codeLife(code, 8_600, 8_500)).toEqual({ state: "fresh" })
  })

  it("opens a wallet only where it is one", () => {
    expect(walletLink("lnbc1abc")).toBe("lightning:lnbc1abc")
    expect(walletLink("javascript:alert(1)")).toBeUndefined()
    expect(walletLink("lnbc1 abc")).toBeUndefined()
    expect(walletLink("LNBC1ABC")).toBeUndefined()
  })

  it("is in capitals where it is scanned", () => {
    expect(scanText("lnbc1abc")).toBe("LIGHTNING:LNBC1ABC")
  })
})
