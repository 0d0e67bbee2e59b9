import { grouped } from "~/domain/figure"

/** An amount in the minor unit of its currency: sats, or US cents. */
export type Money = { amount: number; currency: "sat" | "usd" }

let dollars: Intl.NumberFormat | undefined
/** `$5.00`; the formatter is created at the first use. */
function inDollars(cents: number): string {
  dollars ??= new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" })
  return dollars.format(cents / 100)
}

/** Replaces the hyphen by a minus sign. */
const minus = (figure: string) => figure.replace("-", "−")

/** Figure and unit apart, because the page shows them in two sizes: `10,000` + `sats`, `$5.00` + ``. */
export function moneyParts(money: Money): { figure: string; unit: string } {
  switch (money.currency) {
    case "sat":
      return { figure: minus(grouped(money.amount)), unit: money.amount === 1 ? "sat" : "sats" }
    case "usd":
      return { figure: minus(inDollars(money.amount)), unit: "" }
    default:
      return money.currency satisfies never
  }
}

/** The amount with its unit, for running text: `10,000 sats`, `$5.00`. */
export function moneyText(money: Money): string {
  const { figure, unit } = moneyParts(money)
  return unit ? `${figure} ${unit}` : figure
}

/** The estimate in dollars after an amount in sats. */
export const estimate = (cents: number): string => `≈ ${inDollars(cents)}`

/** Millisats in whole sats, rounded down, so that a budget is never shown too large. */
export const satsOf = (msats: number): Money => ({ amount: Math.floor(msats / 1_000), currency: "sat" })
