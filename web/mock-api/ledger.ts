import { cents, INVOICE_MIN, sum } from "./bill.ts"
import type { Clock, MockDesk } from "./desk.ts"
import { detailsOf, numberOf } from "./documents-desk.ts"
import type { Invoice, InvoiceItem, Plan, Tenant } from "./objects.ts"
import { invalid, notFound, Problem } from "./problem.ts"
import { Reservations } from "./reservations.ts"
import type { Seeding } from "./seed.ts"
import type { Variant } from "./variant.ts"

export const DAY = 86_400
/** How long a wallet or a card that pays by itself takes. */
export const COLLECTED_MS = 1_500

/** How an invoice is paid, and who says so. */
type Payment = { method: "nwc" | "stripe" | "oob"; booked_by_operator?: true }

/** The invoices of the mock and their lines: made, paid, closed; each change is told to the stream. */
export class Ledger {
  readonly reservations: Reservations

  constructor(
    private readonly desk: MockDesk,
    private readonly seeding: Seeding,
    private readonly clock: Clock,
  ) {
    this.reservations = new Reservations(desk, () => this.now())
  }

  get world() {
    return this.desk.world
  }

  /** Billing's own time. */
  now(): number {
    return this.clock.now() + this.world.info.clock_ahead_seconds
  }

  /** An open invoice that asks for what is over gives way: its lines stand unasked again. */
  replaceInvoiceOf(line: { invoice_id?: string | null } | undefined): void {
    const invoice = this.world.invoices.find(({ id }) => id === line?.invoice_id)
    if (invoice?.status !== "open") return
    this.close(invoice, "replaced")
    for (const item of this.world.items) if (item.invoice_id === invoice.id) item.invoice_id = null
  }

  bill(tenant: Tenant, variants: Set<Variant>): void {
    const items = this.unasked(tenant.pubkey)
    const paidFor = items.find(({ kind }) => kind === "charge")
    if (paidFor && !tenant.renews_at) {
      tenant.billing_anchor = paidFor.period_start
      tenant.renews_at = paidFor.period_end
    }
    const total = sum(items)
    tenant.credit = { amount: Math.max(0, -total), currency: "sat" }
    if (total >= INVOICE_MIN) {
      const number = numberOf(this.world, this.now())
      const invoice: Invoice = { ...this.shape(tenant.pubkey, items), id: this.seeding.id(), number, status: "open" }
      for (const item of items) item.invoice_id = invoice.id
      this.world.invoices.push(invoice)
      this.log("create_invoice", invoice, {})
      if (!variants.has("waiting")) this.collect(tenant)
    }
    this.restate(tenant)
  }

  shape(owner: string, items: InvoiceItem[]): Omit<Invoice, "id" | "status"> {
    const total = sum(items)
    const now = this.now()
    return {
      tenant_pubkey: owner,
      amount: cents(total),
      total: { amount: total, currency: "sat" },
      period_start: Math.min(...items.map(({ period_start }) => period_start)),
      period_end: Math.max(...items.map(({ period_end }) => period_end)),
      created_at: now,
      due_at: now + this.world.info.grace_days * DAY,
    }
  }

  /** What is connected pays what is open, a moment later. */
  collect(tenant: Tenant): void {
    if (tenant.disputed_at) return
    const wallet = tenant.nwc_is_set && !tenant.nwc_error
    if (!wallet && (!tenant.card || tenant.stripe_error)) return
    for (const invoice of this.world.invoices) {
      if (invoice.tenant_pubkey !== tenant.pubkey || invoice.status !== "open") continue
      this.clock.after(COLLECTED_MS, () => this.settle(invoice, { method: wallet ? "nwc" : "stripe" }))
    }
  }

  settle(invoice: Invoice, payment: Payment, actor = "system"): void {
    if (invoice.status !== "open") return
    Object.assign(invoice, { status: "paid", paid_at: this.now() }, payment)
    this.world.settled.set(invoice.id, detailsOf(this.world, invoice.tenant_pubkey))
    const code = this.world.bolt11s.get(invoice.id)
    if (code && payment.method !== "stripe") code.settled_at = this.clock.now()
    const tenant = this.tenant(invoice.tenant_pubkey)
    for (const word of ["churned_at", "nwc_error", "stripe_error"] as const) delete tenant[word]
    this.log("pay_invoice", invoice, payment, actor)
    for (const row of this.reservations.waitingFor(invoice)) this.reservations.start(row)
    this.restate(tenant)
  }

  close(invoice: Invoice, why: "replaced" | "forgiven" | "written_off"): void {
    Object.assign(invoice, { status: "void", voided_at: this.now(), void_reason: why })
    this.desk.stream.tell(invoice.tenant_pubkey, "invoice", invoice)
    this.restate(this.tenant(invoice.tenant_pubkey))
  }

  restate(tenant: Tenant): void {
    const open = this.world.invoices.some((one) => one.tenant_pubkey === tenant.pubkey && one.status === "open")
    if (tenant.suspended_at) tenant.status = "suspended"
    else if (tenant.churned_at) tenant.status = "delinquent"
    else tenant.status = open ? "past_due" : "active"
    this.desk.stream.tell(tenant.pubkey, "tenant", tenant)
  }

  log(type: string, invoice: Invoice, detail: Record<string, unknown>, actor = "system"): void {
    const owner = invoice.tenant_pubkey
    const entry = this.seeding.did(actor, type, "invoice", invoice.id, this.clock.now(), detail, owner)
    this.desk.stream.tell(owner, "activity", entry)
    this.desk.stream.tell(owner, "invoice", invoice)
  }

  refuseClosed(invoice: Invoice): void {
    if (invoice.status === "open") return
    const is = invoice.status === "paid" ? "already paid. There’s nothing left" : "void. There’s nothing"
    throw new Problem(409, "conflict", `This invoice is ${is} to pay.`)
  }

  unasked(owner: string): InvoiceItem[] {
    return this.world.items.filter((item) => item.tenant_pubkey === owner && !item.invoice_id && !item.voided_at)
  }

  tenant(pubkey: string): Tenant {
    const row = this.world.tenants.get(pubkey)
    if (!row) throw notFound()
    return row.tenant
  }

  plan(id: string | undefined): Plan {
    const plan = this.world.plans.find((one) => one.id === id)
    if (!plan) throw invalid("plan_id", "Plan not found.", "unknown-plan")
    return plan
  }
}
