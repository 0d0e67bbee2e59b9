import { cents } from "./bill.ts"
import type { MockDesk } from "./desk.ts"
import type { BillingDetails, Invoice, InvoiceDocument, InvoiceItem, World } from "./objects.ts"
import { invalid } from "./problem.ts"
import { text } from "./rules.ts"
import type { Act, Ask } from "./server.ts"
import type { Caller } from "./sign-in.ts"

const NONE: BillingDetails = { name: "", address: "", tax_id: "", reference: "" }
const LINE_MAX = { name: 120, tax_id: 40, reference: 120 } as const
const ADDRESS_MAX = 400
const ADDRESS_LINES_MAX = 6
const VAT = 23

/** The number of the next invoice. */
export const numberOf = (world: World, at: number): string =>
  `CAR-${new Date(at * 1000).getUTCFullYear()}-${String(world.invoices.length + 1).padStart(6, "0")}`

export const detailsOf = (world: World, pubkey: string): BillingDetails => world.details.get(pubkey) ?? NONE

/** Billing details, and invoices as documents. */
export class DocumentsDesk {
  constructor(
    private readonly desk: MockDesk,
    private readonly own: (ask: Ask, caller: Caller) => Invoice,
  ) {}

  private get world() {
    return this.desk.world
  }

  declare(on: (access: "authed", line: string, act: Act) => void): void {
    const tenant = (ask: Ask, caller: Caller) => this.desk.tenant(ask.path[0] ?? "", caller).pubkey
    on("authed", "GET /tenants/*/billing-details", (ask, caller) => detailsOf(this.world, tenant(ask, caller)))
    on("authed", "PUT /tenants/*/billing-details", (ask, caller) => {
      const pubkey = tenant(ask, caller)
      const details = typed(ask)
      this.world.details.set(pubkey, details)
      return details
    })
    on("authed", "GET /tenants/*/invoices/csv", (ask, caller) => {
      const pubkey = tenant(ask, caller)
      const own = this.world.invoices.filter((one) => one.tenant_pubkey === pubkey)
      const lines = own.map(({ id, number, status }) => [number, status, id].join())
      return new Response(["number,status,id", ...lines].join("\r\n"), { headers: { "Content-Type": "text/csv" } })
    })
    on("authed", "GET /invoices/*/document", (ask, caller) => this.document(this.own(ask, caller)))
    on("authed", "GET /invoices/*/pdf", (ask, caller) => {
      const { number } = this.own(ask, caller)
      const headers = {
        "Content-Type": "application/pdf",
        "Content-Disposition": `attachment; filename="${number}.pdf"`,
      }
      return new Response(`%PDF-1.7\n${number}\n`, { headers })
    })
  }

  private document(invoice: Invoice): InvoiceDocument {
    const isPaid = invoice.status === "paid"
    const settled = isPaid ? this.world.settled.get(invoice.id) : undefined
    const buyer = settled ?? detailsOf(this.world, invoice.tenant_pubkey)
    const { operator } = this.world.info
    return {
      id: invoice.id,
      number: invoice.number ?? invoice.id,
      title: isPaid ? "receipt" : "invoice",
      seller: {
        name: operator.name,
        address: "1 Quay Street\nCork\nIreland",
        contact: operator.contact.replace("mailto:", ""),
        tax_id: "IE 1234567A",
      },
      buyer: { ...buyer, pubkey: invoice.tenant_pubkey },
      course: courseOf(invoice),
      lines: this.world.items.filter((item) => item.invoice_id === invoice.id).map((item) => this.line(item)),
      more: null,
      sums: this.sums(invoice),
      replaced_by: referenceTo(this.replacement(invoice)) ?? null,
      replaces: this.world.invoices.flatMap((one) =>
        this.replacement(one) === invoice ? (referenceTo(one) ?? []) : [],
      ),
    }
  }

  private sums(invoice: Invoice): InvoiceDocument["sums"] {
    const tax = (sum: number) => Math.round((sum * VAT) / (100 + VAT))
    return {
      total: invoice.total,
      cents: invoice.amount,
      tax: {
        label: "VAT",
        percent: String(VAT),
        total: { ...invoice.total, amount: tax(invoice.total.amount) },
        cents: tax(invoice.amount),
      },
      received: invoice.method === "stripe" ? { amount: cents(invoice.total.amount), currency: "usd" } : null,
      refunds: invoice.refunded
        ? [
            {
              at: (invoice.paid_at ?? 0) + 86_400,
              total: invoice.refunded,
              kind: invoice.dispute === "lost" ? "dispute" : "refund",
            },
          ]
        : [],
      refund_pending: invoice.refund_pending ?? null,
    }
  }

  /** A replaced invoice gives way to the next one of the same second. */
  private replacement(invoice: Invoice): Invoice | undefined {
    if (invoice.void_reason !== "replaced") return undefined
    return this.world.invoices.find(
      (one) => one !== invoice && one.tenant_pubkey === invoice.tenant_pubkey && one.created_at === invoice.voided_at,
    )
  }

  private line(item: InvoiceItem): InvoiceDocument["lines"][number] {
    const relay = this.world.relays.get(item.relay_id)?.relay
    const plan = this.world.plans.find(({ id }) => id === item.plan_id)
    return {
      kind: item.kind,
      relay_name: relay ? relay.info_name || relay.subdomain : null,
      relay_host: relay ? `${relay.subdomain}.${relay.zooid_domain}` : null,
      plan_name: relay ? (plan?.name ?? item.plan_id) : null,
      text: relay ? null : item.description,
      period_start: item.period_start,
      period_end: item.period_end,
      total: item.total,
    }
  }
}

const referenceTo = (one: Invoice | undefined) => one && { id: one.id, number: one.number ?? one.id }

const courseOf = (invoice: Invoice): InvoiceDocument["course"] => ({
  status: invoice.status === "draft" ? "open" : invoice.status,
  issued_at: invoice.created_at,
  due_at: invoice.status === "open" ? invoice.due_at : null,
  paid_at: invoice.paid_at ?? null,
  method: invoice.method ?? null,
  booked_by_operator: invoice.booked_by_operator ?? false,
  voided_at: invoice.voided_at ?? null,
  void_reason: invoice.void_reason ?? null,
  void_note: invoice.void_note ?? null,
  dispute: invoice.dispute ?? "",
  period_start: invoice.period_start,
  period_end: invoice.period_end,
})

function typed({ body }: Ask): BillingDetails {
  const line = (field: keyof typeof LINE_MAX) => {
    const said = (text(body, field) ?? "").trim()
    if (/[\r\n]/.test(said)) throw invalid(field, "Keep this on one line.")
    if (said.length > LINE_MAX[field]) throw tooLong(field, LINE_MAX[field])
    return said
  }
  const lines = (text(body, "address") ?? "")
    .split(/\r?\n/)
    .map((one) => one.trim())
    .filter(Boolean)
  if (lines.length > ADDRESS_LINES_MAX) throw invalid("address", `Use at most ${ADDRESS_LINES_MAX} lines.`)
  if (lines.join("").length > ADDRESS_MAX) throw tooLong("address", ADDRESS_MAX)
  return { name: line("name"), address: lines.join("\n"), tax_id: line("tax_id"), reference: line("reference") }
}

const tooLong = (field: string, most: number) => invalid(field, `This is too long: use at most ${most} characters.`)
