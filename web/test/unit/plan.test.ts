import { expect, it } from "vitest"
import { choosablePlans, firstPlanWith, type Plan, planHolds, planLosses, planRank } from "~/domain/billing/plan"

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
