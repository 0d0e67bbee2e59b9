import { cents, charge, credit, inCents, lightningCode, liveCharge, periodOf, sum } from "./bill.ts"
import type { Clock, MockDesk } from "./desk.ts"
import { COLLECTED_MS, DAY, type Ledger } from "./ledger.ts"
import type { Bolt11, Invoice, InvoiceItem, Plan, Quote, Relay, RelayRow, Tenant } from "./objects.ts"
import { invalid, notFound, Problem } from "./problem.ts"
import { isReserved, type Reservations } from "./reservations.ts"
import { intervalOf } from "./rules.ts"
import type { Seeding } from "./seed.ts"
import type { Caller } from "./sign-in.ts"
import { TransferBill } from "./transfer-bill.ts"
import { methodsOf, type Variant } from "./variant.ts"
import { lifeOf, unavailable, walletOf } from "./wallet.ts"

/** How long a payment is under way. */
const PAID_MS = 6_000

/** Everything that happens to money; each change is told to the stream. */
export class BillingDesk {
  constructor(
    private readonly desk: MockDesk,
    private readonly seeding: Seeding,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {
    this.reservations = ledger.reservations
    this.transfers = new TransferBill(this, ledger)
    desk.paysFirst = (owner, variants) => methodsOf(variants).length > 0 && this.reservations.applyTo(owner)
  }

  private readonly reservations: Reservations
  readonly transfers: TransferBill

  private get world() {
    return this.desk.world
  }

  /** Billing's own time. */
  now(): number {
    return this.ledger.now()
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
    const items = this.ledger.unasked(owner)
    if (items.length === 0) return null
    return { ...this.ledger.shape(owner, items), id: "draft", status: "draft" }
  }

  paysFirst(owner: string, variants: Set<Variant>): boolean {
    return this.desk.paysFirst(owner, variants)
  }

  /** The lines that another plan or status would make now. */
  quote(known: RelayRow, { planId, interval, status, variants }: Move): Quote {
    const plan = this.ledger.plan(planId)
    const row = paying(
      known,
      intervalOf({ interval }, plan, plan.id === known.relay.plan_id ? known.relay.interval : undefined),
    )
    this.desk.refuseMove(row, plan.id, status)
    const on = (status ?? this.desk.shown(row).status) === "active"
    const waits = row.reserved ? status !== "inactive" : on && !this.isCheaper(known, row, plan)
    if (waits && plan.price.amount > 0 && this.desk.paysFirst(row.relay.tenant_pubkey, variants)) {
      const isSame = row.reserved?.plan_id === plan.id && row.reserved.interval === row.relay.interval
      const items = isSame ? [] : [this.reservations.charge(row, plan, "quote")]
      return this.quoted(row.relay.tenant_pubkey, this.ledger.now(), items)
    }
    const items = this.lines(row, on ? plan : undefined, "quote")
    return this.quoted(row.relay.tenant_pubkey, this.ledger.now(), items)
  }

  /** What a relay that does not exist yet would cost. */
  quoteNew(owner: string, { planId, interval, variants }: Move, caller: Caller): Quote {
    const plan = this.ledger.plan(planId)
    if (plan.hidden && !caller.admin) throw invalid("plan_id", "Plan not found.", "unknown-plan")
    const now = this.ledger.now()
    const tenant = this.world.tenants.get(owner)?.tenant
    const anchor = tenant?.renews_at && tenant.billing_anchor ? tenant.billing_anchor : now
    const relay = { id: "new", subdomain: "New relay", tenant_pubkey: owner }
    const row = { relay: { ...relay, interval: intervalOf({ interval }, plan, undefined) } } as RelayRow
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
    const at = this.renewal(owner) ?? tenant.renews_at
    const rows = [...this.world.relays.values()].filter(
      (row) =>
        row.relay.tenant_pubkey === owner &&
        row.base === "active" &&
        !row.deleted &&
        !liveCharge(this.world, row.relay.id, at),
    )
    const lines = rows
      .map((row) => ({ row, plan: this.ledger.plan(row.relay.plan_id) }))
      .filter(({ plan }) => plan.price.amount > 0)
      .map(({ row, plan }) => charge(row, plan, periodOf(tenant.billing_anchor ?? at, at), at, null))
    return lines.length === 0 ? null : this.quoted(owner, at, lines)
  }

  quoted(owner: string, at: number, items: InvoiceItem[]): Quote {
    const total = sum(items)
    const carried = sum(this.ledger.unasked(owner))
    const sats = (amount: number) => ({ amount, currency: "sat" }) as const
    const due = sats(Math.max(0, total + carried))
    const starts_when_paid = items.some(isReserved)
    return { at, items, total: sats(total), amount: cents(total), carried: sats(carried), due, starts_when_paid }
  }

  /** Whether a relay that is online loses nothing by waiting for no payment: the plan costs no more than its own. */
  private isCheaper(known: RelayRow, row: RelayRow, plan: Plan): boolean {
    const longer = row.relay.interval === "year" && known.relay.interval === "month"
    return row.base === "active" && !longer && plan.price.amount <= this.ledger.plan(row.relay.plan_id).price.amount
  }

  /** When the first running charge ends. */
  private renewal(owner: string): number | undefined {
    const now = this.ledger.now()
    const ends = [...this.world.relays.values()]
      .filter(({ relay }) => relay.tenant_pubkey === owner)
      .flatMap(({ relay }) => liveCharge(this.world, relay.id, now)?.period_end ?? [])
    return ends.length > 0 ? Math.min(...ends) : undefined
  }

  /** Bills a relay that was made, moved, taken offline or brought back. */
  changed(row: RelayRow, variants: Set<Variant>): void {
    const on = row.base === "active" && !row.deleted && !row.relay.suspension_reason
    const cause = this.world.activity.at(-1)?.id ?? null
    if (this.reserved(row, cause, variants)) return
    const live = liveCharge(this.world, row.relay.id, this.ledger.now())
    const plan = this.ledger.plan(row.relay.plan_id)
    const lines = this.lines(row, on ? plan : undefined, cause)
    if (lines.length === 0) return
    this.ledger.replaceInvoiceOf(live)
    this.world.items.push(...lines)
    const tenant = this.ledger.tenant(row.relay.tenant_pubkey)
    if (on) delete tenant.churned_at
    this.ledger.bill(tenant, variants)
  }

  /** Asks for what a relay waits for, and no more for what it waits for no longer. */
  private reserved(row: RelayRow, cause: string | null, variants: Set<Variant>): boolean {
    const before = this.reservations.chargeOf(row)
    const wanted = row.reserved?.plan_id
    const isSame = before?.plan_id === wanted && before?.interval === row.reserved?.interval
    if (before && !isSame && isOpen(this.world.invoices, before.invoice_id)) {
      this.ledger.replaceInvoiceOf(before)
      before.voided_at = this.ledger.now()
    }
    if (!row.reserved || !wanted || row.reserved.invoice_id) return row.reserved !== undefined
    this.world.items.push(this.reservations.charge(paying(row, row.reserved.interval), this.ledger.plan(wanted), cause))
    this.ledger.bill(this.ledger.tenant(row.relay.tenant_pubkey), variants)
    row.reserved.invoice_id = this.reservations.chargeOf(row)?.invoice_id ?? ""
    this.desk.tell(row)
    return true
  }

  bolt11(invoice: Invoice, variants: Set<Variant>): Bolt11 {
    this.ledger.refuseClosed(invoice)
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
    if (!variants.has("waiting")) this.clock.after(PAID_MS, () => this.ledger.settle(invoice, { method: "oob" }))
    return made
  }

  /** A payment page that is paid by looking at it. */
  checkout(invoice: Invoice, returnUrl: string, variants: Set<Variant>): { url: string } {
    this.ledger.refuseClosed(invoice)
    if (variants.has("norate")) {
      throw unavailable(
        "We can’t get the bitcoin price right now, so we can’t charge a card. Try again in a few minutes.",
      )
    }
    if (!variants.has("waiting"))
      this.clock.after(COLLECTED_MS, () => this.ledger.settle(invoice, { method: "stripe" }))
    return { url: returnUrl }
  }

  reconcile(invoice: Invoice, variants: Set<Variant>): Invoice {
    if (variants.has("paid") && this.world.bolt11s.has(invoice.id)) this.ledger.settle(invoice, { method: "oob" })
    return invoice
  }

  /** Pays as the demo's own wallet does. */
  payFromDemo(lnbc: string): void {
    const code = [...this.world.bolt11s.values()].find((one) => one.lnbc === lnbc)
    const invoice = this.world.invoices.find(({ id }) => id === code?.invoice_id)
    if (!invoice) throw invalid("invoice", "The demo's wallet pays only what this demo asks for.")
    this.clock.after(COLLECTED_MS, () => this.ledger.settle(invoice, { method: "oob" }))
  }

  void(invoice: Invoice, reason: string, caller: Caller): Invoice {
    this.ledger.refuseClosed(invoice)
    invoice.void_note = reason
    this.ledger.close(invoice, "written_off")
    for (const row of this.reservations.waitingFor(invoice)) this.reservations.cancel(row)
    this.ledger.log("void_invoice", invoice, { reason: "written_off" }, caller.pubkey)
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
      this.ledger.collect(tenant)
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
      this.ledger.collect(tenant)
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
    return { now: this.ledger.now(), clock_ahead_seconds: this.world.info.clock_ahead_seconds }
  }

  private passed(tenant: Tenant): void {
    const now = this.ledger.now()
    for (const invoice of this.world.invoices) {
      if (invoice.tenant_pubkey !== tenant.pubkey || invoice.status !== "open" || invoice.due_at > now) continue
      this.pause(tenant, invoice)
    }
    if (!tenant.billing_anchor || !tenant.renews_at || tenant.renews_at > now) return
    const start = tenant.renews_at
    const period = periodOf(tenant.billing_anchor, start)
    tenant.renews_at = period.end
    for (const row of this.world.relays.values()) {
      const plan = this.ledger.plan(row.relay.plan_id)
      if (row.relay.tenant_pubkey !== tenant.pubkey || row.base !== "active" || row.deleted) continue
      if (liveCharge(this.world, row.relay.id, start)) continue
      if (plan.price.amount > 0) this.world.items.push(charge(row, plan, period, start, null))
    }
    this.ledger.bill(tenant, new Set())
  }

  private pause(tenant: Tenant, invoice: Invoice): void {
    this.ledger.close(invoice, "forgiven")
    tenant.churned_at = this.ledger.now()
    for (const item of this.world.items.filter(({ invoice_id }) => invoice_id === invoice.id)) {
      item.voided_at = this.ledger.now()
      const row = this.world.relays.get(item.relay_id)
      if (row?.reserved?.invoice_id === invoice.id) {
        this.reservations.cancel(row)
        continue
      }
      if (row?.base !== "active") continue
      row.base = "delinquent"
      this.desk.did(row, undefined, "mark_relay_delinquent", {})
    }
    this.ledger.restate(tenant)
  }

  private lines(row: RelayRow, plan: Plan | undefined, cause: string | null): InvoiceItem[] {
    const now = this.ledger.now()
    const tenant = this.ledger.tenant(row.relay.tenant_pubkey)
    const live = liveCharge(this.world, row.relay.id, now)
    if (plan && live?.plan_id === plan.id && live.interval === row.relay.interval) return []
    const lines: InvoiceItem[] = live ? [credit(live, now, cause, row.relay.subdomain)] : []
    if (plan && plan.price.amount > 0) {
      const anchor = tenant.renews_at && tenant.billing_anchor ? tenant.billing_anchor : now
      lines.push(charge(row, plan, periodOf(anchor, now), now, cause))
    }
    return lines
  }
}

/** What a quote is asked about. */
export type Move = {
  planId: string | undefined
  interval: string | undefined
  status: "active" | "inactive" | undefined
  variants: Set<Variant>
}

/** A relay as it would be charged. */
const paying = (row: RelayRow, interval: Relay["interval"]): RelayRow => ({ ...row, relay: { ...row.relay, interval } })

const isOpen = (invoices: readonly Invoice[], id: string | null | undefined): boolean =>
  invoices.some((invoice) => invoice.id === id && invoice.status === "open")
