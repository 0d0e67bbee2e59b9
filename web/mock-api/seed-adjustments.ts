import { cents } from "./bill.ts"
import type { Invoice, Money } from "./objects.ts"
import { ACCOUNTS } from "./people.ts"
import type { Seeding } from "./seed.ts"
import { books } from "./seed-money.ts"

const DAY = 86_400
const REASON = "The relay was down for two days"

const sats = (amount: number): Money => ({ amount, currency: "sat" })

/** A tenant whose payments were refunded, disputed, reversed and booked by hand, in every state. */
export function seedAdjustments(seeding: Seeding, now: number): void {
  const { pubkey } = ACCOUNTS.refunded
  const { world } = seeding
  const { invoice, account } = books(seeding, now)
  const paid = (daysAgo: number, method: "nwc" | "stripe" | "oob") =>
    ({ status: "paid", method, paid_at: now - daysAgo * DAY }) as const
  /** Writes it into the history and, where the operator did it, into the audit log. */
  const noted = (type: string, of: Invoice, daysAgo: number, detail: Record<string, unknown>) => {
    const at = now - daysAgo * DAY
    const isByOperator = "reason" in detail
    const actor = isByOperator ? ACCOUNTS.operator.pubkey : "billing"
    seeding.did(actor, type, "invoice", of.id, at, detail, pubkey)
    const resource = { type: "invoice", id: of.id, tenant: pubkey } as const
    if (isByOperator) seeding.audited(actor, type, resource, at, String(detail.reason), detail)
  }
  /** Money that went back, as revenue counts it. */
  const wentBack = (of: Invoice, amount: number, daysAgo: number, paid_by: "processor" | "operator") => {
    of.refunded = sats(amount)
    world.refunds.push({
      id: seeding.id(),
      tenant_pubkey: pubkey,
      invoice_id: of.id,
      total: sats(amount),
      status: "succeeded",
      paid_by,
      reason: REASON,
      created_at: now - daysAgo * DAY,
    })
  }

  seeding.tenant(pubkey, 215, {
    stripe_customer_id: "cus_vera",
    stripe_payment_method_id: "pm_vera",
    card: { brand: "visa", last4: "1881" },
    disputed_at: now - 2 * DAY,
  })
  const allotment = seeding.relay(pubkey, "allotment", "Allotment Society", { members: 31, age: 212 })
  const glass = seeding.relay(pubkey, "glasshouse", "The Glasshouse", { members: 12, age: 211, plan_id: "growth" })

  const whole = invoice([allotment, glass], 210, paid(209, "stripe"))
  wentBack(whole, whole.total.amount, 150, "processor")
  noted("refund_invoice", whole, 150, { total: whole.total, paid_by: "processor", reason: REASON })

  const lost = invoice([glass], 120, { ...paid(119, "stripe"), dispute: "lost" })
  wentBack(lost, lost.total.amount, 100, "processor")
  noted("open_dispute", lost, 115, { total: lost.total })
  noted("close_dispute", lost, 100, { total: lost.total, status: "lost" })

  const part = invoice([allotment], 90, paid(89, "nwc"))
  wentBack(part, 4_000, 80, "operator")
  noted("refund_invoice", part, 80, { total: part.refunded, paid_by: "operator", reason: REASON })

  const won = invoice([allotment], 61, { ...paid(60, "stripe"), dispute: "won" })
  noted("close_dispute", won, 50, { total: won.total, status: "won" })

  const booked = invoice([allotment], 45, { ...paid(44, "oob"), booked_by_operator: true })
  noted("book_payment", booked, 44, { total: booked.total, reason: "Cash at the spring meeting" })

  const pending = invoice([allotment, glass], 30, { ...paid(29, "stripe"), refund_pending: sats(10_000) })
  noted("refund_invoice", pending, 1, { total: pending.refund_pending, paid_by: "processor", reason: REASON })

  const disputed = invoice([allotment], 8, { ...paid(7, "stripe"), dispute: "open" })
  noted("open_dispute", disputed, 2, { total: disputed.total })

  takenBack(seeding, invoice([allotment], 1, {}), now)
  account(pubkey, 1, {})
}

/** A line for credit that a refund has taken back. */
function takenBack({ world }: Seeding, invoice: Invoice, now: number): void {
  const charged = world.items.find(({ invoice_id }) => invoice_id === invoice.id)
  if (!charged) return
  const total = sats(2_400)
  world.items.push({
    ...charged,
    id: `refund:${invoice.id}`,
    relay_id: "",
    plan_id: "",
    kind: "refund",
    description: "Credit taken back, because its payment was refunded",
    amount: cents(total.amount),
    total,
    period_start: now - DAY,
    period_end: now - DAY,
  })
  invoice.total = sats(invoice.total.amount + total.amount)
  invoice.amount = cents(invoice.total.amount)
}
