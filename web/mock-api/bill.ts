import { createHash } from "node:crypto"
import type { InvoiceItem, Plan, Relay, RelayRow, World } from "./objects.ts"

/** Less than this is not asked for, in sats. */
export const INVOICE_MIN = 1_000
const SATS_PER_CENT = 10

/** What an amount in sats is in US cents, rounded half away from nothing. */
export const cents = (sats: number): number => Math.sign(sats) * Math.round(Math.abs(sats) / SATS_PER_CENT)

/** `months` later by the calendar, in UTC; a day that the month does not have is its last. */
export function monthsAfter(anchor: number, months: number): number {
  const from = new Date(anchor * 1000)
  const first = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1))
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  const day = Math.min(from.getUTCDate(), days)
  const rest = anchor - Math.floor(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()) / 1000)
  return Math.floor(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), day) / 1000) + rest
}

/** The month, counted from an anchor, that `at` lies in. */
export function periodOf(anchor: number, at: number): { start: number; end: number } {
  for (let k = 0; ; k++) {
    const end = monthsAfter(anchor, k + 1)
    if (at < end) return { start: monthsAfter(anchor, k), end }
  }
}

export type Period = { start: number; end: number }

/** What caused a line: an activity's id, or nothing at the start of a month. */
type Cause = string | null

/** A relay on a plan from `at` to the end of the month, or of the year that begins with this month. */
export function charge(row: RelayRow, plan: Plan, month: Period, at: number, cause: Cause): InvoiceItem {
  const { interval } = row.relay
  const period = interval === "year" ? { start: month.start, end: monthsAfter(month.start, 12) } : month
  const { price, note } = priced(plan, interval, at === period.start)
  const sats = Math.ceil((price * (period.end - at)) / (period.end - period.start))
  return {
    id: `charge:${cause ?? `${row.relay.id}:${at}`}`,
    invoice_id: null,
    activity_id: cause,
    tenant_pubkey: row.relay.tenant_pubkey,
    relay_id: row.relay.id,
    plan_id: plan.id,
    interval,
    amount: cents(sats),
    total: { amount: sats, currency: "sat" },
    kind: "charge",
    description: `${row.relay.subdomain} on ${plan.name}${note}`,
    period_start: at,
    period_end: period.end,
    created_at: at,
  }
}

/** What a plan costs for a month or a year, and what a line says of a year. */
function priced(plan: Plan, interval: Relay["interval"], isWhole: boolean): { price: number; note: string } {
  if (interval === "month" || !plan.yearly) return { price: plan.price.amount, note: "" }
  const { price, free_months: free } = plan.yearly
  return { price: price.amount, note: `, ${isWhole ? "" : "rest of "}12 months, ${free} of them free` }
}

/** The unused rest of a charge that ends at `at`. */
export function credit(of: InvoiceItem, at: number, cause: Cause, name: string): InvoiceItem {
  const span = of.period_end - of.period_start
  const sats = span === 0 ? 0 : -Math.floor((of.total.amount * (of.period_end - at)) / span)
  return {
    ...of,
    id: `credit:${of.id}`,
    invoice_id: null,
    activity_id: cause,
    amount: cents(sats),
    total: { amount: sats, currency: "sat" },
    kind: "credit",
    gives_back: of.id,
    description: `Unused time on ${name}${of.interval === "year" ? ", paid yearly" : ""}`,
    period_start: at,
    created_at: at,
  }
}

/** The charge that runs for a relay now. */
export function liveCharge(world: World, relay: string, at: number): InvoiceItem | undefined {
  const ended = new Set(world.items.map(({ gives_back }) => gives_back))
  return world.items.findLast(
    (item) =>
      item.relay_id === relay &&
      item.kind === "charge" &&
      !item.voided_at &&
      item.period_end > at &&
      !ended.has(item.id),
  )
}

/** The lines with their cents made to add up to the whole's: the last takes the rounding. */
export function inCents(items: InvoiceItem[], whole: number): InvoiceItem[] {
  const rest = items.slice(0, -1).reduce((left, { amount }) => left - amount, whole)
  return items.map((item, n) => (n === items.length - 1 ? { ...item, amount: rest } : item))
}

export const sum = (items: InvoiceItem[]): number => items.reduce((all, { total }) => all + total.amount, 0)

/** What a wallet pays: of the right letters and length, and worth nothing. */
export function lightningCode(invoice: string, sats: number): string {
  const data = createHash("sha512").update(invoice).digest("hex")
  return `lnbcrt${sats}0n1p${data}${data}`
}
