import { expect, it } from "vitest"
import {
  choosablePlans,
  firstCharge,
  firstPlanWith,
  type Plan,
  planHolds,
  planLosses,
  planRank,
} from "~/domain/billing/plan"

const plan = (id: string, amount: number, more: Partial<Plan> = {}): Plan => ({
  id,
  name: id,
  amount: Math.round(amount / 10),
  price: { amount, currency: "sat" },
  hidden: false,
  members: 100,
  blossom: true,
  livekit: true,
  file_bytes: null,
  file_bytes_per_member: null,
  ...more,
})
const free = plan("free", 0, { members: 10, blossom: false, livekit: false })
const basic = plan("basic", 10_000)
const growth = plan("growth", 50_000, { members: null })
const old = plan("old", 5_000, { hidden: true })
const catalogue = [free, basic, growth, old]
const at = (day: string) => Date.parse(`${day}T12:00:00Z`) / 1000

it("a hidden plan can be kept, not chosen", () => {
  expect(choosablePlans(catalogue).map((one) => one.id)).toEqual(["free", "basic", "growth"])
  expect(choosablePlans(catalogue, "old").map((one) => one.id)).toEqual(["free", "basic", "growth", "old"])
})

it("sails show the rank by price, three at most", () => {
  expect(["free", "basic", "growth", "gone"].map((id) => planRank(catalogue, id))).toEqual([1, 2, 3, 1])
})

it("the cheapest plan with a feature is the one that is named", () => {
  expect(firstPlanWith([growth, basic, free], "livekit_enabled")?.id).toBe("basic")
  expect(firstPlanWith([free], "blossom_enabled")).toBeUndefined()
})

it("a plan holds as many members as it says, and none says no limit", () => {
  expect([planHolds(free, 10), planHolds(free, 11), planHolds(growth, 100_000)]).toEqual([true, false, true])
})

it("a smaller plan says what is lost", () => {
  expect(planLosses(growth, basic)).toEqual({ features: [], members: 100 })
  expect(planLosses(basic, free)).toEqual({ features: ["blossom_enabled", "livekit_enabled"], members: 10 })
  expect(planLosses(free, basic)).toEqual({ features: [], members: null })
})

it("the first relay costs the whole price for a month from now", () => {
  const now = at("2026-11-23")
  expect(firstCharge(basic, now)).toEqual({ total: basic.price, from: now, to: at("2026-12-23") })
})

it("a further one costs what is left of the running month, rounded up", () => {
  const now = at("2026-11-23")
  expect(firstCharge(basic, now, at("2026-10-21"))).toEqual({
    total: { amount: 9_334, currency: "sat" },
    from: now,
    to: at("2026-12-21"),
  })
})

it("months are counted from the first day and never drift", () => {
  const anchor = at("2026-01-31")
  expect(firstCharge(basic, at("2026-02-10"), anchor).to).toBe(at("2026-02-28"))
  expect(firstCharge(basic, at("2026-03-10"), anchor).to).toBe(at("2026-03-31"))
  expect(firstCharge(basic, at("2026-02-28"), anchor).total.amount).toBe(10_000)
})
