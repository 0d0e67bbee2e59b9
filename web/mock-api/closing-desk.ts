import type { components } from "../src/api/schema.gen"
import { cents } from "./bill.ts"
import type { Clock, MockDesk } from "./desk.ts"
import type { Tenant } from "./objects.ts"
import { invalid, Problem } from "./problem.ts"
import { text } from "./rules.ts"
import type { Act } from "./server.ts"
import type { Caller } from "./sign-in.ts"

type Closing = components["schemas"]["AccountClosing"]

/** For so long a deleted relay can come back, in seconds. */
const KEPT = 30 * 86_400
const WEEK = 7 * 86_400

/** Closing an account, and opening it again. */
export class ClosingDesk {
  constructor(
    private readonly desk: MockDesk,
    private readonly clock: Clock,
  ) {}

  declare(on: (access: "authed", line: string, act: Act) => void): void {
    on("authed", "POST /tenants", ({ body, variants }, { pubkey }) => {
      this.desk.admit(pubkey, variants, text(body, "invitation", 64) ?? "")
      const tenant = this.desk.ensure(pubkey)
      if (tenant.status === "closed" && body.reopen === 1) {
        tenant.status = "active"
        delete tenant.closed_at
      }
      return tenant
    })
    on("authed", "GET /tenants/*/costs", ({ path: [pubkey = ""] }, caller) => {
      if (pubkey !== caller.pubkey) this.desk.tenant(pubkey, caller)
      return this.costs(pubkey)
    })
    on("authed", "GET /tenants/*/close", ({ path, variants }, caller) =>
      this.view(this.desk.tenant(path[0] ?? "", caller), variants),
    )
    on("authed", "POST /tenants/*/close", ({ path, body, variants }, caller) => {
      const tenant = this.desk.tenant(path[0] ?? "", caller)
      if (caller.pubkey !== tenant.pubkey) throw new Problem(403, "forbidden", "Only the owner can close an account.")
      const version = text(body, "version", 100)
      if (!version) throw invalid("version", "Send the version of the preview that was confirmed.")
      if (tenant.status !== "closed") this.close(tenant, version, variants, caller)
      return this.view(tenant, variants)
    })
  }

  private costs(pubkey: string): components["schemas"]["Costs"] {
    const { plans, relays } = this.desk.world
    const amounts = [...relays.values()]
      .filter(({ relay, deleted, base }) => relay.tenant_pubkey === pubkey && !deleted && base === "active")
      .map(({ relay }) => {
        const plan = plans.find(({ id }) => id === relay.plan_id)
        const yearly = relay.interval === "year" ? plan?.yearly : undefined
        return yearly ? Math.floor(yearly.price.amount / 12) : (plan?.price.amount ?? 0)
      })
    const amount = amounts.reduce((all, one) => all + one, 0)
    return { monthly: { amount, currency: plans[0]?.price.currency ?? "sat" }, amount: cents(amount) }
  }

  private close(tenant: Tenant, version: string, variants: ReadonlySet<string>, caller: Caller): void {
    const seen = this.view(tenant, variants)
    const blocker = seen.blockers[0]
    if (blocker) throw new Problem(409, blocker.code, blocker.message)
    if (seen.version !== version) {
      throw new Problem(
        409,
        "account-changed",
        "Something in your account has changed since this page was opened. Check it again, then close the account.",
      )
    }
    for (const row of this.rows(tenant)) if (!row.deleted) this.desk.remove(row, row.relay.subdomain, caller)
    Object.assign(tenant, { status: "closed", closed_at: this.clock.now(), nwc_is_set: false, return_url: "" })
  }

  private rows({ pubkey }: Tenant) {
    return [...this.desk.world.relays.values()].filter(({ relay }) => relay.tenant_pubkey === pubkey)
  }

  private view(tenant: Tenant, variants: ReadonlySet<string>): Closing {
    const now = this.clock.now()
    const rows = this.rows(tenant).filter(({ deleted }) => !deleted)
    const invoices = this.desk.world.invoices.filter((one) => one.tenant_pubkey === tenant.pubkey)
    const open = invoices.filter(({ status }) => status === "open")
    const currency = tenant.credit.currency
    const sum = open.reduce((all, { total }) => all + total.amount, 0)
    const undecided =
      "A payment is under way and its outcome isn’t known yet. Wait until the invoice shows whether it was paid, then close the account."
    return {
      version: `v${rows.length}.${open.length}`,
      closed_at: tenant.closed_at ?? null,
      blockers: variants.has("undecided") ? [{ code: "payment-unknown", message: undecided }] : [],
      relays: rows
        .map((row) => ({ row, ...row }))
        .map(({ row, relay, offer }) => ({
          id: relay.id,
          name: relay.info_name,
          subdomain: relay.subdomain,
          url: relay.url,
          plan_id: relay.plan_id,
          status: this.desk.shown(row).status,
          erased_at: now + KEPT,
          deleted_at: null,
          offered_to: offer?.to ?? null,
        })),
      roles: [],
      declined_offers: 0,
      money: {
        open_now: { amount: sum, currency },
        open: { amount: sum, currency },
        due_at: sum > 0 ? now + WEEK : null,
        unbilled: { amount: 0, currency },
        credit: tenant.credit,
      },
      means: { wallet: tenant.nwc_is_set, card: Boolean(tenant.card) },
    }
  }
}
