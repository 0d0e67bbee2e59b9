import { expect, test } from "vitest"
import { costsOf } from "~/domain/billing/costs"

const plans = [
  { id: "free", name: "Free", amount: 0, price: { amount: 0, currency: "sat" as const } },
  { id: "basic", name: "Basic", amount: 980, price: { amount: 10_000, currency: "sat" as const } },
  { id: "growth", name: "Growth", amount: 4_900, price: { amount: 50_000, currency: "sat" as const } },
]
const relay = (id: string, plan_id: string, status: "active" | "inactive" | "delinquent" | "suspended" = "active") => ({
  id,
  plan_id,
  interval: "month" as "month" | "year",
  status,
})

test("a relay that is paid yearly has the price of a year, and is marked", () => {
  const yearly = { amount: 9_800, price: { amount: 100_000, currency: "sat" as const }, free_months: 2 }
  const offered = plans.map((plan) => (plan.id === "basic" ? { ...plan, yearly } : plan))
  const costs = costsOf([{ ...relay("a", "basic"), interval: "year" }, relay("b", "growth")], offered)
  expect(costs.rows[0]).toMatchObject({ price: yearly.price, cents: 9_800, isYearly: true })
  expect(costs.hasYearly).toBe(true)
})

test("every online relay is charged at its plan's price", () => {
  const costs = costsOf([relay("a", "basic"), relay("b", "growth"), relay("c", "free")], plans)
  expect(costs.rows.map((row) => row.price?.amount)).toEqual([10_000, 50_000, 0])
  expect(costs.hasYearly).toBe(false)
})

test("a relay that is offline is listed and not charged", () => {
  const costs = costsOf(
    [relay("a", "basic"), relay("b", "growth", "inactive"), relay("c", "growth", "suspended")],
    plans,
  )
  expect(costs.rows.map((row) => row.charged)).toEqual([true, false, false])
})

test("a plan that left the catalogue has no price, and is not counted as free of charge", () => {
  const costs = costsOf([relay("a", "gone")], plans)
  expect(costs.rows[0]?.price).toBeUndefined()
})
