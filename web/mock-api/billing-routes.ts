import type { Adjustments } from "./adjustments.ts"
import type { BillingDesk } from "./billing-desk.ts"
import type { MockDesk } from "./desk.ts"
import { DocumentsDesk } from "./documents-desk.ts"
import { EmailDesk } from "./email-desk.ts"
import { importedInvoices } from "./imported-invoices.ts"
import { page } from "./lists.ts"
import type { Invoice } from "./objects.ts"
import { invalid, paymentsOff } from "./problem.ts"
import { text } from "./rules.ts"
import { type Act, type Ask, newestFirst, paged, reasonOf } from "./server.ts"
import type { Caller } from "./sign-in.ts"
import { methodsOf } from "./variant.ts"

const DAYS_MAX = 366

/** The routes of money over one desk. */
export class BillingRoutes {
  constructor(
    private readonly desk: MockDesk,
    private readonly billing: BillingDesk,
    private readonly adjustments: Adjustments,
  ) {}

  declare(on: (access: "public" | "authed" | "admin", line: string, act: Act) => void): void {
    const { desk, billing } = this
    const mine = (ask: Ask, caller: Caller) => billing.invoice(ask.path[0] ?? "", caller)
    on("admin", "GET /invoices", (ask) => this.list(ask, ask.query.get("tenant") ?? ""))
    on("authed", "GET /tenants/*/invoices", (ask, caller) => this.list(ask, this.whose(ask, caller)))
    on("authed", "GET /tenants/*/invoices/draft", (ask, caller) => billing.draft(this.whose(ask, caller)))
    on("authed", "GET /tenants/*/invoices/imported", (ask, caller) => importedInvoices(this.whose(ask, caller)))
    on("authed", "GET /tenants/*/invoices/upcoming", (ask, caller) => billing.upcoming(this.whose(ask, caller)))
    on("authed", "POST /tenants/*/quote", (ask, caller) =>
      billing.quoteNew(
        this.whose(ask, caller),
        { ...planAsked(ask), status: undefined, variants: ask.variants },
        caller,
      ),
    )
    new DocumentsDesk(desk, mine).declare(on)
    new EmailDesk(desk).declare(on)
    on("authed", "GET /invoices/*", mine)
    on("authed", "GET /invoices/*/items", (ask, caller) =>
      paged(page({ all: billing.items(mine(ask, caller)), words: () => [] }, new URLSearchParams())),
    )
    for (const method of ["POST", "GET"]) {
      on("authed", `${method} /invoices/*/bolt11`, (ask, caller) => {
        const invoice = mine(ask, caller)
        this.needs("lightning", ask)
        return billing.bolt11(invoice, ask.variants)
      })
    }
    on("authed", "POST /invoices/*/checkout", (ask, caller) => {
      const invoice = mine(ask, caller)
      this.needs("card", ask)
      return billing.checkout(invoice, returnUrl(ask, `/account?invoice=${invoice.id}`), ask.variants)
    })
    on("authed", "POST /invoices/*/reconcile", (ask, caller) => billing.reconcile(mine(ask, caller), ask.variants))
    on("admin", "POST /invoices/*/void", (ask, caller) => billing.void(mine(ask, caller), reasonOf(ask.body), caller))
    on("authed", "GET /tenants/*/stripe/session", (ask, caller) => {
      const tenant = desk.tenant(ask.path[0] ?? "", caller)
      this.needs("card", ask)
      return billing.portal(tenant, returnUrl(ask, "/account"))
    })
    on("authed", "PUT /tenants/*", (ask, caller) => {
      const tenant = desk.tenant(ask.path[0] ?? "", caller)
      const url = text(ask.body, "nwc_url")
      if (url) this.needs("lightning", ask)
      return url === undefined ? tenant : billing.connectWallet(tenant, url)
    })
    on("authed", "POST /relays/*/quote", (ask, caller) =>
      billing.quote(desk.row(ask.path[0] ?? "", caller), {
        ...planAsked(ask),
        status: wantedStatus(ask),
        variants: ask.variants,
      }),
    )
    this.declareAdjustments(on)
    on("public", "POST /stripe/webhook", () => null)
    this.declareDev(on)
  }

  private declareAdjustments(on: (access: "admin", line: string, act: Act) => void): void {
    const { desk, billing, adjustments } = this
    on("admin", "POST /admin/invoices/*/refund", (ask, caller) => {
      const invoice = billing.invoice(ask.path[0] ?? "", caller)
      const reason = reasonOf(ask.body)
      if (invoice.method === "stripe") this.needs("card", ask)
      return adjustments.refund(invoice, { amount: ask.body.amount, reason, caller, variants: ask.variants })
    })
    on("admin", "POST /admin/tenants/*/payments", (ask, caller) => {
      const tenant = desk.tenant(ask.path[0] ?? "", caller)
      const wanted = { amount: ask.body.amount, reason: reasonOf(ask.body), caller, variants: ask.variants }
      return adjustments.book(tenant, text(ask.body, "invoice_id") ?? "", wanted)
    })
    on("admin", "POST /admin/tenants/*/credits", (ask, caller) => {
      const tenant = desk.tenant(ask.path[0] ?? "", caller)
      const wanted = { amount: ask.body.amount, reason: reasonOf(ask.body), caller, variants: ask.variants }
      return adjustments.give(tenant, wanted)
    })
  }

  private declareDev(on: (access: "authed" | "admin", line: string, act: Act) => void): void {
    on("admin", "POST /dev/clock", ({ body }, caller) => {
      const days = body.advance_days
      if (typeof days !== "number" || !Number.isInteger(days) || days < 1 || days > DAYS_MAX) {
        throw invalid("advance_days", `This must be a whole number from 1 to ${DAYS_MAX}.`)
      }
      this.desk.audit(caller, "advance_clock", { type: "platform", id: "clock" })
      return this.billing.advance(days)
    })
    on("authed", "GET /dev/wallet", (ask, caller) => {
      this.needs("lightning", ask)
      return { nwc_url: `nostr+walletconnect://${caller.pubkey}?relay=wss://demo.example&secret=${caller.pubkey}` }
    })
    on("authed", "POST /dev/wallet/pay", (ask) => {
      this.needs("lightning", ask)
      this.billing.payFromDemo(text(ask.body, "invoice") ?? "")
      return null
    })
  }

  /** A key may read its own lists before it is a tenant: they are empty. */
  private whose(ask: Ask, caller: Caller): string {
    const pubkey = ask.path[0] ?? ""
    return pubkey === caller.pubkey ? pubkey : this.desk.tenant(pubkey, caller).pubkey
  }

  private list({ query }: Ask, tenant: string): Response {
    const all = this.desk.world.invoices.filter((one) => !tenant || one.tenant_pubkey === tenant)
    const status = query.get("status") ?? ""
    const overdue = ({ status: now, due_at }: Invoice) => now === "open" && due_at <= this.billing.now()
    return paged(
      page(
        {
          all: all.toSorted(newestFirst),
          words: ({ id, tenant_pubkey }) => [id, tenant_pubkey],
          status: {
            known: ["open", "paid", "void", "overdue"],
            of: (one) => (status === "overdue" && overdue(one) ? "overdue" : one.status),
            none: "No invoice has this status.",
          },
        },
        query,
      ),
    )
  }

  private needs(method: "lightning" | "card", { variants }: Ask): void {
    if (!methodsOf(variants).includes(method)) throw paymentsOff()
  }
}

function returnUrl({ query, url }: Ask, fallback: string): string {
  const wanted = query.get("return_url")
  if (!wanted) return `${url.origin}${fallback}`
  if (!/^https?:\/\/[^/\s]+/.test(wanted)) throw invalid("return_url", "We can’t send you back to this address.")
  return wanted
}

function wantedStatus({ body }: Ask): "active" | "inactive" | undefined {
  const status = text(body, "status")
  if (status === undefined || status === "active" || status === "inactive") return status
  throw invalid("status", "A relay is asked to be either active or inactive.")
}

const planAsked = ({ body }: Ask) => ({ planId: text(body, "plan_id"), interval: text(body, "interval") })
