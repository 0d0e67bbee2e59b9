import { describe, expect, it } from "vitest"
import { monthName, scaleOf, sumOf } from "~/domain/billing/revenue"

describe("a scale", () => {
  it("has a few round steps and reaches what it has to show", () => {
    expect(scaleOf(3_400_000)).toEqual([0, 1_000_000, 2_000_000, 3_000_000, 4_000_000])
    expect(scaleOf(130_000)).toEqual([0, 50_000, 100_000, 150_000])
    for (let most = 1; most < 1e9; most = most * 3 + 1) {
      const steps = scaleOf(most)
      expect(steps[0]).toBe(0)
      expect(steps.at(-1)).toBeGreaterThanOrEqual(most)
      expect(steps.length).toBeLessThanOrEqual(6)
    }
  })

  it("reaches below zero where more was given back than came", () => {
    expect(scaleOf(130_000, -60_000)).toEqual([-100_000, -50_000, 0, 50_000, 100_000, 150_000])
    expect(scaleOf(0, -50)).toEqual([-60, -40, -20, 0, 20])
  })

  it("stands also where nothing was paid", () => {
    expect(scaleOf(0).at(-1)).toBeGreaterThan(0)
  })
})

it("names a month by itself, wherever the reader is", () => {
  expect(["short", "long", "narrow"].map((form) => monthName("2026-11", form as "short"))).toEqual([
    "Nov",
    "November",
    "N",
  ])
})

it("adds bands up in their own currency", () => {
  const band = (invoices: number, sats: number) => ({
    days_from: 0,
    days_to: null,
    invoices,
    total: { amount: sats, currency: "sat" as const },
    amount: sats / 10,
  })
  expect(sumOf([band(2, 300), band(1, 50)])).toEqual({
    invoices: 3,
    total: { amount: 350, currency: "sat" },
    amount: 35,
  })
  expect(sumOf([])).toEqual({ invoices: 0, total: { amount: 0, currency: "sat" }, amount: 0 })
})
