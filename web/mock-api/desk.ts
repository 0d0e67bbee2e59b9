import { checkedDomain, refuseCustomDomain } from "./domains.ts"
import type { Relay, RelayDomain, RelayRow, Tenant, World } from "./objects.ts"
import { invalid, notFound, Problem } from "./problem.ts"
import type { Body } from "./rules.ts"
import { relayLimit, shapeOfChange, shapeOfNew } from "./rules.ts"
import type { Seeding } from "./seed.ts"
import type { Caller } from "./sign-in.ts"
import type { MockStream } from "./stream.ts"
import type { Variant } from "./variant.ts"

const ROLES = ["moderator", "co_owner", "owner"]

/** What a caller is to a relay; nothing for a stranger. */
/** The code of the one invitation that the mock takes. */
export const INVITATION = "1".repeat(32)

export function roleOf(row: RelayRow, caller: Caller): NonNullable<Relay["role"]> | undefined {
  if (row.relay.tenant_pubkey === caller.pubkey) return "owner"
  return row.team.find(({ pubkey }) => pubkey === caller.pubkey)?.role ?? (caller.admin ? "operator" : undefined)
}

const RELAYS_MAX = 20
const SENT_MS = 900
const ANSWERED_MS = 2_000

/** What the mock does with time: `now` in unix seconds, and something done later. */
export type Clock = { now: () => number; after: (milliseconds: number, act: () => void) => void }

/** Everything people do to tenants and relays; each change is told to the stream. */
export class MockDesk {
  readonly world: World
  /** Whether a tenant's paid relays start only when they are paid. */
  paysFirst: (owner: string, variants: Set<Variant>) => boolean = () => false

  constructor(
    private readonly seeding: Seeding,
    readonly stream: MockStream,
    private readonly clock: Clock,
  ) {
    this.world = seeding.world
  }

  /** A relay as its tenant's suspension leaves it. */
  shown(row: RelayRow): Relay {
    const tenant = this.world.tenants.get(row.relay.tenant_pubkey)?.tenant
    const reason = row.relay.suspension_reason ?? (tenant?.suspended_at ? tenant.suspension_reason : undefined)
    const status = reason ? "suspended" : row.deleted ? "inactive" : row.base
    const { reserved } = row
    return {
      ...row.relay,
      status,
      awaiting_payment: reserved && status === "delinquent" ? 1 : 0,
      ...(reserved && { reserved_plan_id: reserved.plan_id, reserved_interval: reserved.interval }),
      ...(reserved?.invoice_id && { reserved_invoice_id: reserved.invoice_id }),
      ...(reason ? { suspension_reason: reason } : {}),
    }
  }

  /** Refuses what needs the relay to answer. */
  checkOnline(row: RelayRow): void {
    const { status } = this.shown(row)
    if (status === "suspended") {
      throw new Problem(403, "relay-suspended", "This relay was suspended by the operator.")
    }
    const off = (sentence: string) => new Problem(400, "relay-is-inactive", sentence)
    if (row.deleted) throw off("This relay was deleted.")
    if (status === "delinquent")
      throw off("This relay is offline because an invoice wasn’t paid. Bring it back online first.")
    if (status !== "active") throw off("This relay is offline. Bring it back online first.")
    if (row.relay.synced === 0) {
      throw new Problem(503, "relay-unreachable", "This relay is still being set up. Try again in a moment.")
    }
  }

  /** A relay for its owner and its team. With too small a role it is refused; for others it does not exist. */
  row(id: string, caller: Caller, needed: "moderator" | "co_owner" | "owner" = "owner"): RelayRow {
    const row = this.world.relays.get(id)
    const role = row && roleOf(row, caller)
    if (!row || !role) throw notFound()
    if (role === "operator" || ROLES.indexOf(role) >= ROLES.indexOf(needed)) return row
    const who = needed === "owner" ? "the owner of this relay" : "the owner and the co-owners of this relay"
    throw new Problem(403, "forbidden", `Only ${who} can do that.`)
  }

  tenant(pubkey: string, caller: Caller): Tenant {
    const row = this.world.tenants.get(pubkey)
    if (!row || (!caller.admin && pubkey !== caller.pubkey)) throw notFound()
    return row.tenant
  }

  /** The tenant of a key, made where there is none yet. */
  ensure(pubkey: string): Tenant {
    const known = this.world.tenants.get(pubkey)
    if (known) return known.tenant
    this.seeding.tenant(pubkey, 0)
    const made = this.world.tenants.get(pubkey)
    if (!made) throw notFound()
    this.stream.tell(pubkey, "tenant", made.tenant)
    return made.tenant
  }

  /** Refuses a new account where the operator decides who may have one. One code is an invitation. */
  admit(pubkey: string, variants: ReadonlySet<string>, code: string): void {
    if (this.world.tenants.has(pubkey)) return
    const ask = " Ask the people who run this site: help@harbour.example."
    if (variants.has("closed")) throw new Problem(403, "sign-up-closed", `New accounts are closed here.${ask}`)
    if (!variants.has("invitation") || code === INVITATION) return
    throw code === ""
      ? new Problem(403, "invitation-needed", `New accounts need an invitation here.${ask}`)
      : new Problem(403, "invitation-invalid", `This invitation has expired, was withdrawn, or was used already.${ask}`)
  }

  create(body: Body, caller: Caller, variants: Set<Variant>): Relay {
    const owner = typeof body.tenant_pubkey === "string" ? body.tenant_pubkey : caller.pubkey
    if (owner !== caller.pubkey && !caller.admin) {
      throw new Problem(403, "forbidden", "Only the operator can create a relay for someone else.")
    }
    this.refuseSuspended(owner)
    this.admit(owner, variants, "")
    if (this.world.tenants.get(owner)?.tenant.status === "closed") {
      throw new Problem(409, "account-closed", "This account is closed. Open it again on the account page first.")
    }
    refuseCustomDomain(undefined, body.custom_domain, this.world.info.relay_domains[0] ?? "")
    const shape = shapeOfNew(this.world, body, caller.admin)
    const others = [...this.world.relays.values()].filter((row) => row.relay.tenant_pubkey === owner && !row.deleted)
    if (others.length >= RELAYS_MAX && shape.plan_id === "free") throw relayLimit()
    this.ensure(owner)
    const relay = this.seeding.relay(owner, shape.subdomain, shape.info_name ?? "", {
      ...shape,
      members: 0,
      age: 0,
      synced: 0,
      provisioning: "pending",
      provisioning_step: "saved",
      created_at: this.clock.now(),
    })
    const row = this.row(relay.id, caller)
    this.audit(caller, "create_relay", { type: "relay", id: relay.id, tenant: owner })
    if (this.paysFirst(owner, variants) && this.isPaid(relay.plan_id)) {
      Object.assign(row, { base: "delinquent", reserved: { plan_id: relay.plan_id, interval: relay.interval } })
      relay.provisioning = "inactive"
      this.tell(row)
      return this.shown(row)
    }
    this.tell(row)
    this.provision(row, variants)
    return this.shown(row)
  }

  private isPaid(plan: string): boolean {
    return this.priceOf(plan) > 0
  }

  private priceOf(plan: string): number {
    return this.world.plans.find(({ id }) => id === plan)?.price.amount ?? 0
  }

  /** The plan that a change reserves instead of choosing it. */
  private reserving(row: RelayRow, next: Paid, variants: Set<Variant>): boolean {
    if (row.base === "active") {
      const longer = next.interval === "year" && row.relay.interval === "month"
      const dearer = longer || this.priceOf(next.plan_id) > this.priceOf(row.relay.plan_id)
      return dearer && this.paysFirst(row.relay.tenant_pubkey, variants)
    }
    return row.reserved !== undefined && this.isPaid(next.plan_id)
  }

  /** A relay with what the caller is to it. */
  shownTo(caller: Caller, row: RelayRow): Relay {
    const role = roleOf(row, caller)
    return { ...this.shown(row), ...(role && { role }) }
  }

  update(row: RelayRow, body: Body, caller: Caller, variants: Set<Variant>): Relay {
    refuseDeleted(row)
    if (roleOf(row, caller) === "co_owner" && body.plan_id && body.plan_id !== row.relay.plan_id) {
      throw new Problem(403, "forbidden", "Only the owner of this relay can change its plan.")
    }
    refuseCustomDomain(row, body.custom_domain, row.relay.zooid_domain)
    const change = shapeOfChange(this.world, row, body, caller.admin)
    const changed = Object.keys(change)
    if (changed.length === 0) return this.shown(row)
    const before = { ...row.relay }
    const isMove = change.plan_id !== undefined || change.interval !== undefined
    const next = planOf({ ...row.relay, ...change })
    const waits = isMove && this.reserving(row, next, variants)
    if (waits) {
      row.reserved = next
      if (row.base === "active")
        for (const field of ["plan_id", "interval", "blossom_enabled", "livekit_enabled"] as const) delete change[field]
    } else if (isMove && row.reserved) {
      row.reserved = undefined
      if (row.base === "delinquent") {
        row.base = "active"
        this.started(row, caller)
      }
    }
    Object.assign(row.relay, change)
    if (change.custom_domain !== undefined) row.relay.custom_domain_verified = 0
    row.relay.url = `wss://${row.relay.subdomain}.${row.relay.zooid_domain}`
    const moves = (["subdomain", "plan_id", "interval"] as const)
      .filter((name) => name in change)
      .map((name) => [name, { from: before[name], to: row.relay[name] }])
    if (waits) {
      const plan_id = { from: before.plan_id, to: row.reserved?.plan_id }
      this.did(row, caller, "await_relay_payment", { changed, plan_id })
      return this.shown(row)
    }
    this.did(row, caller, "update_relay", { changed, ...Object.fromEntries(moves) })
    return this.shown(row)
  }

  deactivate(row: RelayRow, caller: Caller): Relay {
    this.refuseOff(row)
    row.base = "inactive"
    row.reserved = undefined
    return this.online(row, caller, "deactivate_relay", false)
  }

  reactivate(row: RelayRow, caller: Caller, variants: Set<Variant>): Relay {
    this.refuseReturn(row)
    if ((row.base === "active" || row.reserved) && !row.deleted) return this.shown(row)
    if (this.isPaid(row.relay.plan_id) && this.paysFirst(row.relay.tenant_pubkey, variants)) {
      Object.assign(row, { base: "delinquent", deleted: false, reserved: planOf(row.relay) })
      delete row.relay.deleted_at
      this.did(row, caller, "await_relay_payment", {})
      return this.shown(row)
    }
    row.base = "active"
    row.deleted = false
    delete row.relay.deleted_at
    return this.online(row, caller, "activate_relay", true)
  }

  /** A relay that waited offline goes online; no `caller` is billing. */
  started(row: RelayRow, caller?: Caller): void {
    row.relay.provisioning = "pending"
    row.relay.provisioning_step = "saved"
    this.did(row, caller, "activate_relay", {})
    if (row.relay.synced) this.goes(row, true)
    else this.provision(row, new Set())
  }

  /** Asks the host again now; what it answers does not change. */
  retry(row: RelayRow): Relay {
    return this.shown(row)
  }

  /** Checks a relay’s custom domain. */
  checkDomain(row: RelayRow): RelayDomain {
    const domain = checkedDomain(row, this.clock.now())
    this.tell(row)
    return domain
  }

  /** Refuses to quote what a relay cannot become. */
  refuseMove(row: RelayRow, plan: string, status: "active" | "inactive" | undefined): void {
    if (status !== "active" || plan !== row.relay.plan_id) refuseDeleted(row)
    if (status === "active") this.refuseReturn(row)
    if (status === "inactive" && this.shown(row).status !== "inactive") this.refuseOff(row)
  }

  private refuseOff(row: RelayRow): void {
    if (this.shown(row).status !== "active" && !row.reserved)
      throw new Problem(400, "relay-is-inactive", "This relay isn’t active.")
  }

  private refuseReturn(row: RelayRow): void {
    if (row.relay.suspension_reason) {
      throw new Problem(403, "relay-suspended", "This relay was suspended by the operator.")
    }
    this.refuseSuspended(row.relay.tenant_pubkey)
  }

  remove(row: RelayRow, confirm: string, caller: Caller): Relay {
    if (confirm !== row.relay.subdomain) {
      throw invalid("confirm", "To confirm, enter the relay’s subdomain.")
    }
    if (row.deleted) return this.shown(row)
    row.deleted = true
    row.reserved = undefined
    row.relay.deleted_at = this.clock.now()
    return this.online(row, caller, "delete_relay", false)
  }

  suspend(row: RelayRow, reason: string, caller: Caller): Relay {
    row.relay.suspension_reason = reason
    return this.online(row, caller, "suspend_relay", false, { reason })
  }

  unsuspend(row: RelayRow, reason: string, caller: Caller): Relay {
    if (!row.relay.suspension_reason) return this.shown(row)
    delete row.relay.suspension_reason
    return this.online(row, caller, "unsuspend_relay", row.base === "active", { reason })
  }

  suspendTenant(tenant: Tenant, reason: string | undefined, caller: Caller): Tenant {
    if (reason === undefined) {
      delete tenant.suspended_at
      delete tenant.suspension_reason
      tenant.status = "active"
    } else {
      Object.assign(tenant, { suspended_at: this.clock.now(), suspension_reason: reason, status: "suspended" })
    }
    const verb = reason === undefined ? "unsuspend" : "suspend"
    const detail = reason === undefined ? {} : { reason }
    this.seeding.did(caller.pubkey, `${verb}_tenant`, "tenant", tenant.pubkey, this.clock.now(), detail, tenant.pubkey)
    this.audit(caller, `${verb}_tenant`, { type: "tenant", id: tenant.pubkey, tenant: tenant.pubkey }, detail)
    this.stream.tell(tenant.pubkey, "tenant", tenant)
    for (const row of this.world.relays.values()) {
      if (row.relay.tenant_pubkey !== tenant.pubkey || row.relay.suspension_reason) continue
      this.online(row, caller, `${verb}_relay`, reason === undefined && row.base === "active", detail)
    }
    return tenant
  }

  private refuseSuspended(pubkey: string): void {
    if (this.world.tenants.get(pubkey)?.tenant.suspended_at) {
      throw new Problem(403, "tenant-suspended", "This account was suspended by the operator.")
    }
  }

  /** Online or offline is true at its host a moment after it is wished. */
  private online(row: RelayRow, caller: Caller, type: string, on: boolean, detail = {}): Relay {
    row.relay.provisioning = "pending"
    row.relay.provisioning_step = "saved"
    this.did(row, caller, type, detail)
    this.goes(row, on)
    return this.shown(row)
  }

  private goes(row: RelayRow, on: boolean): void {
    this.clock.after(SENT_MS, () => {
      row.relay.provisioning = on ? "active" : "inactive"
      row.relay.provisioning_step = "answered"
      this.tell(row)
    })
  }

  private provision(row: RelayRow, variants: Set<Variant>): void {
    if (variants.has("stuck")) return
    this.clock.after(SENT_MS, () => {
      row.relay.provisioning_step = "sent"
      this.tell(row)
    })
    this.clock.after(ANSWERED_MS, () => {
      if (variants.has("failing")) {
        const error = "The relay server rejected these settings: invalid host"
        Object.assign(row.relay, { provisioning: "failed", sync_error: error })
        this.did(row, undefined, "fail_relay_sync", { error })
        return
      }
      Object.assign(row.relay, { provisioning: "active", provisioning_step: "answered", synced: 1, member_count: 1 })
      row.members = [row.relay.tenant_pubkey]
      row.probes = [{ at: this.clock.now(), up: true, latency_ms: 12, drift: "" }]
      this.did(row, undefined, "complete_relay_sync", { generation: 1 })
    })
  }

  /** Writes it into the history and tells it; no `caller` is the system. */
  did(row: RelayRow, caller: Caller | undefined, type: string, detail: Record<string, unknown>): void {
    const { tenant_pubkey: owner, id } = row.relay
    const actor = caller?.pubkey ?? "system"
    const role = row.team.find(({ pubkey }) => pubkey === actor)?.role
    const full = role ? { ...detail, actor_role: role } : detail
    const entry = this.seeding.did(actor, type, "relay", id, this.clock.now(), full, owner)
    this.stream.tell(owner, "activity", entry)
    for (const { pubkey } of row.team) this.stream.tell(pubkey, "activity", entry)
    this.audit(caller, type, { type: "relay", id, tenant: owner }, detail)
    this.tell(row)
  }

  /** Notes what an operator did to something that is not their own. */
  audit(
    caller: Caller | undefined,
    action: string,
    resource: { type: "tenant" | "relay" | "invoice" | "platform"; id: string; tenant?: string },
    detail: Record<string, unknown> = {},
  ): void {
    if (!caller?.admin || caller.pubkey === resource.tenant) return
    const reason = typeof detail.reason === "string" ? detail.reason : caller.reason
    this.seeding.audited(caller.pubkey, action, resource, this.clock.now(), reason, detail)
  }

  /** Tells everybody concerned how the relay is now. */
  tell(row: RelayRow): void {
    this.stream.tell(row.relay.tenant_pubkey, "relay", { ...this.shown(row), role: "owner" })
    for (const { pubkey, role } of row.team) this.stream.tell(pubkey, "relay", { ...this.shown(row), role })
  }
}

function refuseDeleted(row: RelayRow): void {
  if (!row.deleted) return
  throw new Problem(409, "conflict", "This relay was deleted. Restore it before you change it.")
}

type Paid = Pick<Relay, "plan_id" | "interval">

const planOf = ({ plan_id, interval }: Paid): Paid => ({ plan_id, interval })
