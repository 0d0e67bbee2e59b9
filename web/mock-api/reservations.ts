import { charge, monthsAfter } from "./bill.ts"
import type { MockDesk } from "./desk.ts"
import type { Invoice, InvoiceItem, Plan, RelayRow } from "./objects.ts"

/** Ends the id of a charge that a relay waits for. */
const RESERVED = ":reserved"

/**
 * Paid plans of tenants who pay first: after a forgiven invoice, until one is paid, a paid plan is reserved and starts when its
 * invoice is paid.
 */
export class Reservations {
  constructor(
    private readonly desk: MockDesk,
    private readonly now: () => number,
  ) {}

  /** Whether the last invoice that was paid or forgiven was forgiven. */
  applyTo(owner: string): boolean {
    const closed = this.desk.world.invoices
      .filter(
        ({ tenant_pubkey: of, status, void_reason: why }) => of === owner && (status === "paid" || why === "forgiven"),
      )
      .toSorted((a, b) => closedAt(a) - closedAt(b))
    return closed.at(-1)?.status === "void"
  }

  /** The whole month or year that is paid before the relay is on the plan. */
  charge(row: RelayRow, plan: Plan, cause: string | null): InvoiceItem {
    const now = this.now()
    const made = charge(row, plan, { start: now, end: monthsAfter(now, 1) }, now, cause)
    return { ...made, id: `${made.id}${RESERVED}` }
  }

  /** The charge that a relay waits for. */
  chargeOf(row: RelayRow): InvoiceItem | undefined {
    const of = this.desk.world.items.findLast((item) => item.relay_id === row.relay.id && isReserved(item))
    return of?.voided_at ? undefined : of
  }

  /** Relays that wait for an invoice. */
  waitingFor(invoice: Invoice): RelayRow[] {
    return [...this.desk.world.relays.values()].filter((row) => row.reserved?.invoice_id === invoice.id)
  }

  /** Its invoice is paid: the relay is on the plan, and online. */
  start(row: RelayRow): void {
    const plan = row.reserved?.plan_id ?? row.relay.plan_id
    const interval = row.reserved?.interval ?? row.relay.interval
    const before = row.relay.plan_id
    row.reserved = undefined
    row.relay.plan_id = plan
    row.relay.interval = interval
    if (row.base === "active") {
      this.desk.did(row, undefined, "update_relay", { changed: ["plan_id"], plan_id: { from: before, to: plan } })
    } else {
      row.base = "active"
      this.desk.started(row)
    }
  }

  /** It waits no longer, and stays as it is. */
  cancel(row: RelayRow): void {
    row.reserved = undefined
    this.desk.did(row, undefined, "cancel_relay_payment", {})
  }
}

export const isReserved = ({ id }: InvoiceItem): boolean => id.includes(RESERVED)

const closedAt = ({ paid_at, voided_at }: Invoice): number => paid_at ?? voided_at ?? 0
