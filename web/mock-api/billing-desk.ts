import { cents, charge, credit, INVOICE_MIN, inCents, lightningCode, liveCharge, periodOf, sum } from "./bill.ts"
import type { Clock, MockDesk } from "./desk.ts"
import type { Bolt11, Invoice, InvoiceItem, Plan, Quote, RelayRow, Tenant } from "./objects.ts"
import { invalid, notFound, Problem } from "./problem.ts"
import { isReserved, Reservations } from "./reservations.ts"
import type { Seeding } from "./seed.ts"
import type { Caller } from "./sign-in.ts"
import { methodsOf, type Variant } from "./variant.ts"
import { lifeOf, unavailable, walletOf } from "./wallet.ts"

const DAY = 86_400
/** How long a payment is under way. */
const PAID_MS = 6_000
const COLLECTED_MS = 1_500

type Method = "nwc" | "stripe" | "oob"

/** Everything that happens to money; each change is told to the stream. */
export class BillingDesk {
  constructor(
    private readonly desk: MockDesk,
    private readonly seeding: Seeding,
    private readonly clock: Clock,
  ) {
    this.reservations = new Reservations(desk, () => this.now())
    desk.paysFirst = (owner, variants) => methodsOf(variants).length > 0 && this.reservations.applyTo(owner)
  }

  private readonly reservations: Reservations

  private get world() {
    return this.desk.world
  }

  /** Billing's own time. */
  now(): number {
    return this.clock.now() + this.world.info.clock_ahead_seconds
  }

  invoice(id: string, caller: Caller): Invoice {
    const found = this.world.invoices.find((one) => one.id === id)
    if (!found || (!caller.admin && found.tenant_pubkey !== caller.pubkey)) throw notFound()
    return found
  }

  items(invoice: Invoice): InvoiceItem[] {
    return inCents(
      this.world.items.filter((item) => item.invoice_id === invoice.id),
      invoice.amount,
    )
  }

  /** What accrued and is not asked for, as an invoice that is not one yet. */
  draft(owner: string): Invoice | null {
    const items = this.unasked(owner)
    if (items.length === 0) return null
    return { ...this.shape(owner, items), id: "draft", status: "draft" }
  }

  /** The lines that another plan or status would make now. */
  quote(row: RelayRow, { planId, status, variants }: Move): Quote {
    const plan = this.plan(planId)
    this.desk.refuseMove(row, plan.id, status)
    const on = (status ?? this.desk.shown(row).status) === "active"
    const waits = row.reserved ? status !== "inactive" : on && !this.isCheaper(row, plan)
    if (waits && plan.price.amount > 0 && this.desk.paysFirst(row.relay.tenant_pubkey, variants)) {
      const items = row.reserved?.plan_id === plan.id ? [] : [this.reservations.charge(row, plan, "quote")]
      return this.quoted(row.relay.tenant_pubkey, this.now(), items)
    }
    const items = this.lines(row, on ? plan : undefined, "quote")
    return this.quoted(row.relay.tenant_pubkey, this.now(), items)
  }

  /** What a relay that does not exist yet would cost. */
  quoteNew(owner: string, planId: string | undefined, caller: Caller, variants: Set<Variant>): Quote {
    const plan = this.plan(planId)
    if (plan.hidden && !caller.admin) throw invalid("plan_id", "Plan not found.", "unknown-plan")
    const now = this.now()
    const tenant = this.world.tenants.get(owner)?.tenant
    const anchor = tenant?.renews_at && tenant.billing_anchor ? tenant.billing_anchor : now
    const row = { relay: { id: "new", subdomain: "New relay", tenant_pubkey: owner } } as RelayRow
    const first = this.desk.paysFirst(owner, variants)
    const line = () =>
      first ? this.reservations.charge(row, plan, "quote") : charge(row, plan, periodOf(anchor, now), now, "quote")
    const lines = plan.price.amount > 0 ? [line()] : []
    return this.quoted(owner, now, lines)
  }

  /** The charges of the next month, if nothing changes until then. */
  upcoming(owner: string): Quote | null {
    const tenant = this.world.tenants.get(owner)?.tenant
    if (!tenant?.renews_at || !tenant.billing_anchor) return null
    const at = tenant.renews_at
    const rows = [...this.world.relays.values()].filter(
      (row) => row.relay.tenant_pubkey === owner && row.base === "active" && !row.deleted,
    )
    const lines = rows
      .map((row) => ({ row, plan: this.plan(row.relay.plan_id) }))
      .filter(({ plan }) => plan.price.amount > 0)
      .map(({ row, plan }) => charge(row, plan, periodOf(tenant.billing_anchor ?? at, at), at, null))
    return lines.length === 0 ? null : this.quoted(owner, at, lines)
  }

  private quoted(owner: string, at: number, items: InvoiceItem[]): Quote {
    const total = sum(items)
    const carried = sum(this.unasked(owner))
    const sats = (amount: number) => ({ amount, currency: "sat" }) as const
    const due = sats(Math.max(0, total + carried))
    const starts_when_paid = items.some(isReserved)
    return { at, items, total: sats(total), amount: cents(total), carried: sats(carried), due, starts_when_paid }
  }

  /** Whether a relay that is online loses nothing by waiting for no payment: the plan costs no more than its own. */
  private isCheaper(row: RelayRow, plan: Plan): boolean {
    return row.base === "active" && plan.price.amount <= this.plan(row.relay.plan_id).price.amount
  }

  /** Bills a relay that was made, moved, taken offline or brought back. */
  changed(row: RelayRow, variants: Set<Variant>): void {
    const on = row.base === "active" && !row.deleted && !row.relay.suspension_reason
    const cause = this.world.activity.at(-1)?.id ?? null
    if (this.reserved(row, cause, variants)) return
    const live = liveCharge(this.world, row.relay.id, this.now())
    const plan = this.plan(row.relay.plan_id)
    const lines = this.lines(row, on ? plan : undefined, cause)
    if (lines.length === 0) return
    this.replaceInvoiceOf(live)
    this.world.items.push(...lines)
    const tenant = this.tenant(row.relay.tenant_pubkey)
    if (on) delete tenant.churned_at
    this.bill(tenant, variants)
  }

  /** Asks for what a relay waits for, and no more for what it waits for no longer. */
  private reserved(row: RelayRow, cause: string | null, variants: Set<Variant>): boolean {
    const before = this.reservations.chargeOf(row)
    const wanted = row.reserved?.plan_id
    if (before && before.plan_id !== wanted && isOpen(this.world.invoices, before.invoice_id)) {
      this.replaceInvoiceOf(before)
      before.voided_at = this.now()
    }
    if (!row.reserved || !wanted || row.reserved.invoice_id) return row.reserved !== undefined
    this.world.items.push(this.reservations.charge(row, this.plan(wanted), cause))
    this.bill(this.tenant(row.relay.tenant_pubkey), variants)
    row.reserved.invoice_id = this.reservations.chargeOf(row)?.invoice_id ?? ""
    this.desk.tell(row)
    return true
  }

  bolt11(invoice: Invoice, variants: Set<Variant>): Bolt11 {
    this.refuseClosed(invoice)
    if (variants.has("nowallet")) {
      throw unavailable("Our wallet isn’t responding right now. Try again in a minute; nothing is lost.")
    }
    if (variants.has("undecided")) {
      const wait = "A payment for this invoice is on its way. Wait until it has arrived or failed before you try again."
      throw new Problem(409, "conflict", wait)
    }
    if (variants.has("codeends")) {
      throw unavailable("The last payment code is just expiring. We’ll create a new one as soon as it has.")
    }
    const now = this.clock.now()
    const known = this.world.bolt11s.get(invoice.id)
    if (known && known.expires_at > now) return known
    const made: Bolt11 = {
      id: this.seeding.id(),
      invoice_id: invoice.id,
      lnbc: lightningCode(invoice.id, invoice.total.amount),
      msats: invoice.total.amount * 1000,
      created_at: now,
      expires_at: now + lifeOf(variants),
    }
    this.world.bolt11s.set(invoice.id, made)
    if (!variants.has("waiting")) this.clock.after(PAID_MS, () => this.settle(invoice, "oob"))
    return made
  }

  /** A payment page that is paid by looking at it. */
  checkout(invoice: Invoice, returnUrl: string, variants: Set<Variant>): { url: string } {
    this.refuseClosed(invoice)
    if (variants.has("norate")) {
      throw unavailable(
        "We can’t get the bitcoin price right now, so we can’t charge a card. Try again in a few minutes.",
      )
    }
    if (!variants.has("waiting")) this.clock.after(COLLECTED_MS, () => this.settle(invoice, "stripe"))
    return { url: returnUrl }
  }

  reconcile(invoice: Invoice, variants: Set<Variant>): Invoice {
    if (variants.has("paid") && this.world.bolt11s.has(invoice.id)) this.settle(invoice, "oob")
    return invoice
  }

  /** Pays as the demo's own wallet does. */
  payFromDemo(lnbc: string): void {
    const code = [...this.world.bolt11s.values()].find((one) => one.lnbc === lnbc)
    const invoice = this.world.invoices.find(({ id }) => id === code?.invoice_id)
    if (!invoice) throw invalid("invoice", "The demo's wallet pays only what this demo asks for.")
    this.clock.after(COLLECTED_MS, () => this.settle(invoice, "oob"))
  }

  void(invoice: Invoice, reason: string, caller: Caller): Invoice {
    this.refuseClosed(invoice)
    invoice.void_note = reason
    this.close(invoice, "written_off")
    for (const row of this.reservations.waitingFor(invoice)) this.reservations.cancel(row)
    this.log("void_invoice", invoice, { reason: "written_off" }, caller.pubkey)
    this.desk.audit(
      caller,
      "void_invoice",
      { type: "invoice", id: invoice.id, tenant: invoice.tenant_pubkey },
      { reason },
    )
    return invoice
  }

  connectWallet(tenant: Tenant, url: string): Tenant {
    delete tenant.nwc_error
    if (url === "") {
      tenant.nwc_is_set = false
      delete tenant.wallet
    } else {
      tenant.nwc_is_set = true
      tenant.wallet = { pubkey: walletOf(url), budget_msats: 500_000_000 }
      this.collect(tenant)
    }
    this.desk.stream.tell(tenant.pubkey, "tenant", tenant)
    return tenant
  }

  /** The processor's page, on which a card is saved by looking at it. */
  portal(tenant: Tenant, returnUrl: string): { url: string } {
    this.clock.after(COLLECTED_MS, () => {
      tenant.stripe_customer_id = "cus_mock"
      tenant.stripe_payment_method_id = "pm_mock"
      tenant.card = { brand: "visa", last4: "4242" }
      delete tenant.stripe_error
      this.collect(tenant)
      this.desk.stream.tell(tenant.pubkey, "tenant", tenant)
    })
    return { url: returnUrl }
  }

  /** Moves billing ahead: months begin, and what was not paid in time is forgiven and paused. */
  advance(days: number): { now: number; clock_ahead_seconds: number } {
    for (let day = 0; day < days; day++) {
      this.world.info.clock_ahead_seconds += DAY
      for (const { tenant } of this.world.tenants.values()) this.passed(tenant)
    }
    return { now: this.now(), clock_ahead_seconds: this.world.info.clock_ahead_seconds }
  }

  private passed(tenant: Tenant): void {
    const now = this.now()
    for (const invoice of this.world.invoices) {
      if (invoice.tenant_pubkey !== tenant.pubkey || invoice.status !== "open" || invoice.due_at > now) continue
      this.pause(tenant, invoice)
    }
    if (!tenant.billing_anchor || !tenant.renews_at || tenant.renews_at > now) return
    const start = tenant.renews_at
    const period = periodOf(tenant.billing_anchor, start)
    tenant.renews_at = period.end
    for (const row of this.world.relays.values()) {
      const plan = this.plan(row.relay.plan_id)
      if (row.relay.tenant_pubkey !== tenant.pubkey || row.base !== "active" || row.deleted) continue
      if (plan.price.amount > 0) this.world.items.push(charge(row, plan, period, start, null))
    }
    this.bill(tenant, new Set())
  }

  private pause(tenant: Tenant, invoice: Invoice): void {
    this.close(invoice, "forgiven")
    tenant.churned_at = this.now()
    for (const item of this.world.items.filter(({ invoice_id }) => invoice_id === invoice.id)) {
      item.voided_at = this.now()
      const row = this.world.relays.get(item.relay_id)
      if (row?.reserved?.invoice_id === invoice.id) {
        this.reservations.cancel(row)
        continue
      }
      if (row?.base !== "active") continue
      row.base = "delinquent"
      this.desk.did(row, undefined, "mark_relay_delinquent", {})
    }
    this.restate(tenant)
  }

  private lines(row: RelayRow, plan: Plan | undefined, cause: string | null): InvoiceItem[] {
    const now = this.now()
    const tenant = this.tenant(row.relay.tenant_pubkey)
    const live = liveCharge(this.world, row.relay.id, now)
    if (plan && live?.plan_id === plan.id) return []
    const lines: InvoiceItem[] = live ? [credit(live, now, cause, row.relay.subdomain)] : []
    if (plan && plan.price.amount > 0) {
      const anchor = tenant.renews_at && tenant.billing_anchor ? tenant.billing_anchor : now
      lines.push(charge(row, plan, periodOf(anchor, now), now, cause))
    }
    return lines
  }

  /** An open invoice that asks for what is over gives way: its lines stand unasked again. */
  private replaceInvoiceOf(live: InvoiceItem | undefined): void {
    const invoice = this.world.invoices.find(({ id }) => id === live?.invoice_id)
    if (invoice?.status !== "open") return
    this.close(invoice, "replaced")
    for (const item of this.world.items) if (item.invoice_id === invoice.id) item.invoice_id = null
  }

  private bill(tenant: Tenant, variants: Set<Variant>): void {
    const items = this.unasked(tenant.pubkey)
    const paidFor = items.find(({ kind }) => kind === "charge")
    if (paidFor && !tenant.renews_at) {
      tenant.billing_anchor = paidFor.period_start
      tenant.renews_at = paidFor.period_end
    }
    const total = sum(items)
    tenant.credit = { amount: Math.max(0, -total), currency: "sat" }
    if (total >= INVOICE_MIN) {
      const invoice: Invoice = { ...this.shape(tenant.pubkey, items), id: this.seeding.id(), status: "open" }
      for (const item of items) item.invoice_id = invoice.id
      this.world.invoices.push(invoice)
      this.log("create_invoice", invoice, {})
      if (!variants.has("waiting")) this.collect(tenant)
    }
    this.restate(tenant)
  }

  private shape(owner: string, items: InvoiceItem[]): Omit<Invoice, "id" | "status"> {
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
  private collect(tenant: Tenant): void {
    const wallet = tenant.nwc_is_set && !tenant.nwc_error
    if (!wallet && (!tenant.card || tenant.stripe_error)) return
    for (const invoice of this.world.invoices) {
      if (invoice.tenant_pubkey !== tenant.pubkey || invoice.status !== "open") continue
      this.clock.after(COLLECTED_MS, () => this.settle(invoice, wallet ? "nwc" : "stripe"))
    }
  }

  private settle(invoice: Invoice, method: Method): void {
    if (invoice.status !== "open") return
    Object.assign(invoice, { status: "paid", method, paid_at: this.now() })
    const code = this.world.bolt11s.get(invoice.id)
    if (code && method !== "stripe") code.settled_at = this.clock.now()
    const tenant = this.tenant(invoice.tenant_pubkey)
    for (const word of ["churned_at", "nwc_error", "stripe_error"] as const) delete tenant[word]
    this.log("pay_invoice", invoice, { method })
    for (const row of this.reservations.waitingFor(invoice)) this.reservations.start(row)
    this.restate(tenant)
  }

  private close(invoice: Invoice, why: "replaced" | "forgiven" | "written_off"): void {
    Object.assign(invoice, { status: "void", voided_at: this.now(), void_reason: why })
    this.desk.stream.tell(invoice.tenant_pubkey, "invoice", invoice)
    this.restate(this.tenant(invoice.tenant_pubkey))
  }

  private restate(tenant: Tenant): void {
    const open = this.world.invoices.some((one) => one.tenant_pubkey === tenant.pubkey && one.status === "open")
    if (tenant.suspended_at) tenant.status = "suspended"
    else if (tenant.churned_at) tenant.status = "delinquent"
    else tenant.status = open ? "past_due" : "active"
    this.desk.stream.tell(tenant.pubkey, "tenant", tenant)
  }

  private log(type: string, invoice: Invoice, detail: Record<string, unknown>, actor = "system"): void {
    const owner = invoice.tenant_pubkey
    const entry = this.seeding.did(actor, type, "invoice", invoice.id, this.clock.now(), detail, owner)
    this.desk.stream.tell(owner, "activity", entry)
    this.desk.stream.tell(owner, "invoice", invoice)
  }

  private refuseClosed(invoice: Invoice): void {
    if (invoice.status === "open") return
    const is = invoice.status === "paid" ? "already paid. There’s nothing left" : "void. There’s nothing"
    throw new Problem(409, "conflict", `This invoice is ${is} to pay.`)
  }

  private unasked(owner: string): InvoiceItem[] {
    return this.world.items.filter((item) => item.tenant_pubkey === owner && !item.invoice_id && !item.voided_at)
  }

  private tenant(pubkey: string): Tenant {
    const row = this.world.tenants.get(pubkey)
    if (!row) throw notFound()
    return row.tenant
  }

  private plan(id: string | undefined): Plan {
    const plan = this.world.plans.find((one) => one.id === id)
    if (!plan) throw invalid("plan_id", "Plan not found.", "unknown-plan")
    return plan
  }
}

/** What a quote is asked about. */
export type Move = {
  planId: string | undefined
  status: "active" | "inactive" | undefined
  variants: Set<Variant>
}

const isOpen = (invoices: readonly Invoice[], id: string | null | undefined): boolean =>
  invoices.some((invoice) => invoice.id === id && invoice.status === "open")
