import type { Money } from "./money"

export type Month = { month: string; payments: number; total: Money; amount: number }
export type Band = { days_from: number; days_to: number | null; invoices: number; total: Money; amount: number }

/** Steps of the scale beside the bars. */
const STEPS = 4

/** The steps of a scale that reaches from `least` (or 0) to `most`: round numbers, 1, 2 or 5 times a power of ten apart, 0 among them. */
export function scaleOf(most: number, least = 0): number[] {
  const top = Math.max(1, most)
  const rough = (top - Math.min(0, least)) / STEPS
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough) ?? rough
  const below = Math.ceil(Math.max(0, -least) / step)
  return Array.from({ length: below + Math.ceil(top / step) + 1 }, (_, index) => (index - below) * step)
}

/** The name of a month written `2026-11`: short, or the whole one. */
export function monthName(month: string, form: "short" | "long" | "narrow" = "short"): string {
  return new Date(`${month}-01T00:00:00Z`).toLocaleDateString("en-US", { month: form, timeZone: "UTC" })
}

/** The sum of bands, which all have the same currency. */
export function sumOf(bands: readonly Band[]): { invoices: number; total: Money; amount: number } {
  const add = (of: (band: Band) => number) => bands.reduce((sum, band) => sum + of(band), 0)
  return {
    invoices: add((band) => band.invoices),
    total: { amount: add((band) => band.total.amount), currency: bands[0]?.total.currency ?? "sat" },
    amount: add((band) => band.amount),
  }
}
