import { describe, expect, it } from "vitest"
import { dateOf, dayState, percent } from "~/domain/availability"

describe("the availability of a day", () => {
  it("is drawn as up only if it was up all the time", () => {
    expect([null, 1, 0.99999, 0.98, 0.97999, 0].map(dayState)).toEqual(["none", "up", "short", "short", "down", "down"])
  })

  it("is a percentage that never hides an outage", () => {
    expect(percent(1)).toBe("100 %")
    expect(percent(0.99999)).toBe("99.99 %")
    expect(percent(0.9)).toBe("90 %")
    expect(percent(0)).toBe("0 %")
  })

  it("has a date in UTC", () => {
    expect(dateOf("2026-11-22", 0)).toBe("22 Nov 2026")
    expect(dateOf("2026-12-31", 1)).toBe("1 Jan 2027")
  })
})
