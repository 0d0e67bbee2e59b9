import type { components } from "../src/api/schema.gen.ts"
import { ACCOUNTS } from "./people.ts"

type ImportedInvoice = components["schemas"]["ImportedInvoice"]

const MONTH = 30 * 86_400
const FIRST = Date.UTC(2025, 9, 10) / 1000

/** Invoices of an earlier platform: one account has some. */
export function importedInvoices(owner: string): ImportedInvoice[] {
  if (owner !== ACCOUNTS.payer.pubkey) return []
  const of = (index: number, more: Pick<ImportedInvoice, "status"> & Partial<ImportedInvoice>): ImportedInvoice => ({
    id: `old-${index}`,
    tenant_pubkey: owner,
    amount: 500,
    period_start: FIRST + index * MONTH,
    period_end: FIRST + (index + 1) * MONTH,
    created_at: FIRST + index * MONTH,
    items: [{ relay_id: "old", plan_id: "basic", amount: 500, description: "Basic" }],
    ...more,
  })
  return [of(1, { status: "open" }), of(0, { status: "paid", paid_at: FIRST + 60, method: "nwc" })]
}
