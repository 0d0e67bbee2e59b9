import { describe, expect, it } from "vitest"
import { figureText, linePath, rangeOf } from "~/domain/figures"

describe("a figure of the overview", () => {
  it("is written with its unit", () => {
    expect(figureText(1250, "count", "sat")).toBe("1,250")
    expect(figureText(250, "microseconds", "sat")).toBe("0.25 ms")
    expect(figureText(12_480, "microseconds", "sat")).toBe("12.5 ms")
    expect(figureText(2_500_000, "microseconds", "sat")).toBe("2.5 s")
    expect(figureText(0, "bytes", "sat")).toBe("0 bytes")
    expect(figureText(999, "bytes", "sat")).toBe("999 bytes")
    expect(figureText(1_234_567_890, "bytes", "sat")).toBe("1.23 GB")
    expect(figureText(10_000, "money", "sat")).toBe("10,000 sats")
    expect(figureText(500, "money", "usd")).toBe("$5.00")
  })

  it("has a range only if a value is known", () => {
    expect(rangeOf([null, null])).toBeUndefined()
    expect(rangeOf([3, null, 1, 2, null])).toEqual({ most: 3, least: 1, latest: 2 })
  })

  it("is a line with gaps where nothing is known", () => {
    expect(linePath([0, 5, 10], 10)).toBe("M0 100L1 50L2 0")
    expect(linePath([10, 10, null, 0, 0], 10)).toBe("M0 0L1 0M3 100L4 100")
    expect(linePath([null, 5, null], 10)).toBe("M1 50h1")
  })

  it("is a line at the bottom if all values are zero", () => {
    expect(linePath([0, 0], 0)).toBe("M0 100L1 100")
  })
})
