import { grouped } from "~/domain/figure"

/** An amount in the minor unit of its currency: sats, or US cents. */
export type Money = { amount: number; currency: "sat" | "usd" }

/** A minus sign, as figures have it, in the place of the hyphen. */
const minus = (figure: string) => figure.replace("-", "−")

let dollars: Intl.NumberFormat | undefined
/** The most that the API takes as one amount, in the minor unit. */
const AMOUNT_MAX = 1_000_000_000_000

/** `$5.00`; the formatter is created at the first use. */
function inDollars(cents: number): string {
  dollars ??= new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" })
  return minus(dollars.format(cents / 100))
}

/** Figure and unit apart, because the page shows them in two sizes: `10,000` + `sats`, `$5.00` + ``. */
export function moneyParts(money: Money): { figure: string; unit: string } {
  switch (money.currency) {
    case "sat":
      return { figure: minus(grouped(money.amount)), unit: money.amount === 1 ? "sat" : "sats" }
    case "usd":
      return { figure: inDollars(money.amount), unit: "" }
    default:
      return money.currency satisfies never
  }
}

/** The amount with its unit, for running text: `10,000 sats`, `$5.00`. */
export function moneyText(money: Money): string {
  const { figure, unit } = moneyParts(money)
  return unit ? `${figure} ${unit}` : figure
}

/** The sum in an entry of the history or the audit log; nothing where there is none. */
export function totalIn(detail: Record<string, unknown>): Money | undefined {
  const { amount, currency } = (detail.total ?? {}) as Partial<Money>
  return typeof amount === "number" && (currency === "sat" || currency === "usd") ? { amount, currency } : undefined
}

/** An amount as people write it in a field, without its unit: `10,000` sats, `5.00` dollars. */
export const amountField = ({ amount, currency }: Money): string =>
  currency === "usd" ? (amount / 100).toFixed(2) : String(amount)

/** What was written into a field, in the minor unit; nothing unless it is an amount above zero and below 10¹². */
export function amountOf(written: string, currency: Money["currency"]): number | undefined {
  const figure = written.replace(/[\s,]/g, "")
  if (!(currency === "usd" ? /^\d+(\.\d{1,2})?$/ : /^\d+$/).test(figure)) return undefined
  const amount = currency === "usd" ? Math.round(Number(figure) * 100) : Number(figure)
  return amount > 0 && amount <= AMOUNT_MAX ? amount : undefined
}

/** The estimate in dollars that stands after an amount in sats. */
export const estimate = (cents: number): string => `≈ ${inDollars(cents)}`

/** An amount as a person reads it: the figure that they pay by first, and the other one after it; `""` where there is none. */
export type Reading = { figure: string; unit: string; other: string }

/** The unit of the figure and the other amount: `sats, ≈ $5.00`. */
export const afterFigure = ({ unit, other }: Reading): string => [unit, other].filter((word) => word !== "").join(", ")

/** @param cents the server's estimate of the amount in US cents, if it has one @param isFiatFirst the person pays in dollars */
export function reading(money: Money, cents: number | undefined, isFiatFirst: boolean): Reading {
  const parts = moneyParts(money)
  if (money.currency === "usd" || cents === undefined) return { ...parts, other: "" }
  return isFiatFirst && (cents !== 0 || money.amount === 0)
    ? { figure: estimate(cents), unit: "", other: moneyText(money) }
    : { ...parts, other: estimate(cents) }
}

/** Millisats in whole sats, rounded down, so that a budget is never shown too large. */
export const satsOf = (msats: number): Money => ({ amount: Math.floor(msats / 1_000), currency: "sat" })
