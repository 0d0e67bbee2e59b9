import { cents } from "./bill.ts"
import type { Clock, MockDesk } from "./desk.ts"
import type { Ledger } from "./ledger.ts"
import type { Invoice, Money, Refund, Tenant } from "./objects.ts"
import { invalid, Problem } from "./problem.ts"
import type { Seeding } from "./seed.ts"
import type { Caller } from "./sign-in.ts"
import type { Variant } from "./variant.ts"

/** How long the card processor takes to confirm a refund. */
const CONFIRMED_MS = 4_000
const AMOUNT_MAX = 1_000_000_000_000

/** What an operator wants to be done, and why. */
type Wanted = { amount: unknown; reason: string; caller: Caller; variants: ReadonlySet<Variant> }

const sats = (amount: number): Money => ({ amount, currency: "sat" })

/** What operators do about money by hand: refunds, payments that came outside, credit. */
export class Adjustments {
  constructor(
    private readonly desk: MockDesk,
    private readonly seeding: Seeding,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** A card is refunded by the processor, a moment later; anything else is only recorded. */
  refund(invoice: Invoice, { amount, reason, caller, variants }: Wanted): Refund {
    const left = invoice.total.amount - (invoice.refunded?.amount ?? 0)
    refuseRefund(invoice, left)
    const total = sats(amount === undefined ? left : amountOf(amount))
    if (total.amount > left) throw invalid("amount", `At most ${left.toLocaleString("en-US")} sats can be refunded.`)
    const isByCard = invoice.method === "stripe"
    if (isByCard && variants.has("norefund")) {
      throw new Problem(409, "conflict", "The card processor refused the refund: the charge is too old.")
    }
    const refund: Refund = {
      id: this.seeding.id(),
      tenant_pubkey: invoice.tenant_pubkey,
      invoice_id: invoice.id,
      total,
      status: isByCard ? "pending" : "succeeded",
      paid_by: isByCard ? "processor" : "operator",
      reason,
      created_at: this.ledger.now(),
    }
    if (isByCard) {
      invoice.refund_pending = total
      if (!variants.has("waiting")) this.clock.after(CONFIRMED_MS, () => this.confirm(invoice, refund))
    } else {
      this.settle(invoice, refund)
    }
    const detail = { total, paid_by: refund.paid_by, reason }
    this.ledger.log("refund_invoice", invoice, detail, caller.pubkey)
    this.desk.audit(
      caller,
      "refund_invoice",
      { type: "invoice", id: invoice.id, tenant: invoice.tenant_pubkey },
      detail,
    )
    return { ...refund }
  }

  private confirm(invoice: Invoice, refund: Refund): void {
    delete invoice.refund_pending
    refund.status = "succeeded"
    this.settle(invoice, refund)
    this.desk.stream.tell(invoice.tenant_pubkey, "invoice", invoice)
  }

  private settle(invoice: Invoice, refund: Refund): void {
    invoice.refunded = sats((invoice.refunded?.amount ?? 0) + refund.total.amount)
    this.desk.world.refunds.push(refund)
  }

  /** Pays an open invoice as far as it is enough; what is left over, or a payment for none, is credit. */
  book(tenant: Tenant, invoiceId: string, { amount, reason, caller, variants }: Wanted): Tenant {
    const total = sats(amountOf(amount))
    const invoice = this.desk.world.invoices.find(({ id }) => id === invoiceId)
    if (invoiceId && invoice?.tenant_pubkey !== tenant.pubkey) {
      throw invalid("invoice_id", "This tenant has no such invoice.")
    }
    if (invoice) this.ledger.refuseClosed(invoice)
    const isEnough = invoice !== undefined && total.amount >= invoice.total.amount
    const surplus = total.amount - (isEnough ? invoice.total.amount : 0)
    if (isEnough) this.ledger.settle(invoice, { method: "oob", booked_by_operator: true }, caller.pubkey)
    else this.ledger.replaceInvoiceOf(invoice && { invoice_id: invoice.id })
    if (surplus > 0) this.credit(tenant, surplus, "A payment that came outside this site")
    this.ledger.bill(tenant, new Set(variants))
    this.note("book_payment", tenant, invoice, { total, reason }, caller)
    return tenant
  }

  /** A gift. What is open gives way to it. */
  give(tenant: Tenant, { amount, reason, caller, variants }: Wanted): Tenant {
    const total = sats(amountOf(amount))
    for (const { id, tenant_pubkey: of } of this.desk.world.invoices) {
      if (of === tenant.pubkey) this.ledger.replaceInvoiceOf({ invoice_id: id })
    }
    this.credit(tenant, total.amount, "Credit from the operator")
    this.ledger.bill(tenant, new Set(variants))
    this.note("give_credit", tenant, undefined, { total, reason }, caller)
    return tenant
  }

  private credit(tenant: Tenant, amount: number, description: string): void {
    const now = this.ledger.now()
    this.desk.world.items.push({
      id: `credit:${this.seeding.id()}`,
      invoice_id: null,
      activity_id: null,
      tenant_pubkey: tenant.pubkey,
      relay_id: "",
      plan_id: "",
      amount: cents(-amount),
      total: sats(-amount),
      kind: "credit",
      description,
      period_start: now,
      period_end: now,
      created_at: now,
    })
  }

  private note(
    type: "book_payment" | "give_credit",
    tenant: Tenant,
    invoice: Invoice | undefined,
    detail: { total: Money; reason: string },
    caller: Caller,
  ): void {
    const resource = invoice
      ? ({ type: "invoice", id: invoice.id, tenant: tenant.pubkey } as const)
      : ({ type: "tenant", id: tenant.pubkey, tenant: tenant.pubkey } as const)
    const at = this.clock.now()
    const entry = this.seeding.did(caller.pubkey, type, resource.type, resource.id, at, detail, tenant.pubkey)
    this.desk.stream.tell(tenant.pubkey, "activity", entry)
    this.desk.audit(caller, type, resource, detail)
  }
}

function amountOf(amount: unknown): number {
  if (typeof amount !== "number" || !Number.isInteger(amount) || amount < 1 || amount > AMOUNT_MAX) {
    throw invalid("amount", "Enter an amount above zero.")
  }
  return amount
}

function refuseRefund(invoice: Invoice, left: number): void {
  const refuse = (why: string) => {
    throw new Problem(409, "conflict", why)
  }
  if (invoice.dispute === "open" || invoice.dispute === "lost") {
    refuse("This payment is disputed at the bank, so it can’t be refunded.")
  }
  if (invoice.refund_pending) refuse("A refund of this payment is on its way. Wait until it is confirmed.")
  if (!invoice.paid_at || left <= 0) refuse("There’s nothing left to refund.")
}
