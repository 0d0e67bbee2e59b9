import { charge, credit, liveCharge, periodOf } from "./bill.ts"
import type { BillingDesk } from "./billing-desk.ts"
import type { Ledger } from "./ledger.ts"
import type { InvoiceItem, Quote, RelayRow } from "./objects.ts"
import { Problem } from "./problem.ts"
import { methodsOf, type Variant } from "./variant.ts"

const refused = (sentence: string) => new Problem(409, "conflict", sentence)

/** The money side of a transfer: who can give a relay away, and what both people are billed. */
export class TransferBill {
  constructor(
    private readonly billing: BillingDesk,
    private readonly ledger: Ledger,
  ) {}

  /** What its owner must settle before. */
  refuse(row: RelayRow): void {
    if (row.deleted) throw refused("This relay was deleted. Restore it before you transfer it.")
    if (row.relay.suspension_reason) {
      throw refused("This relay was suspended by the operator, so it can’t be transferred.")
    }
    if (row.reserved) throw refused("This relay waits for a payment. Cancel the change of its plan first.")
    if (row.base === "delinquent") {
      throw refused("This relay is offline because an invoice wasn’t paid. Bring it back online first.")
    }
    const { invoices, items } = this.ledger.world
    const open = new Set(invoices.filter(({ status }) => status === "open").map(({ id }) => id))
    if (items.some((item) => item.relay_id === row.relay.id && open.has(item.invoice_id ?? ""))) {
      throw refused("An open invoice contains this relay. It can be transferred when the invoice is paid.")
    }
  }

  quote(row: RelayRow, to: string, variants: Set<Variant>): Quote {
    if (this.isPaid(row) && this.billing.paysFirst(to, variants)) {
      const first = "You pay for relays before they start, so you can’t take over a relay on a paid plan."
      throw refused(`${first} Ask its owner to move it to the free plan, then accept it and choose a plan.`)
    }
    return this.billing.quoted(to, this.ledger.now(), this.charges(row, to, "quote", variants))
  }

  /** Ends the former owner's charge, and begins the new owner's. The relay is the new owner's already. */
  move(row: RelayRow, from: string, variants: Set<Variant>): void {
    const now = this.ledger.now()
    const cause = this.ledger.world.activity.at(-1)?.id ?? null
    const live = liveCharge(this.ledger.world, row.relay.id, now)
    if (live) {
      const rest = credit(live, now, cause, row.relay.subdomain)
      this.ledger.world.items.push({ ...rest, description: `${rest.description}, transferred to another owner` })
      this.ledger.bill(this.ledger.tenant(from), variants)
    }
    const to = row.relay.tenant_pubkey
    this.ledger.world.items.push(...this.charges(row, to, cause, variants))
    this.ledger.bill(this.ledger.tenant(to), variants)
  }

  private isPaid(row: RelayRow): boolean {
    return row.base === "active" && this.ledger.plan(row.relay.plan_id).price.amount > 0
  }

  private charges(row: RelayRow, to: string, cause: string | null, variants: Set<Variant>): InvoiceItem[] {
    if (!this.isPaid(row) || methodsOf(variants).length === 0) return []
    const now = this.ledger.now()
    const tenant = this.ledger.world.tenants.get(to)?.tenant
    const anchor = tenant?.renews_at && tenant.billing_anchor ? tenant.billing_anchor : now
    const theirs = { ...row, relay: { ...row.relay, tenant_pubkey: to } }
    const item = charge(theirs, this.ledger.plan(row.relay.plan_id), periodOf(anchor, now), now, cause)
    return [{ ...item, description: `${item.description}, taken over from another owner` }]
  }
}
