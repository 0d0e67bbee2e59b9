import type { Activity, AuditEntry, Plan, Relay, RelayRow, Tenant, World } from "./objects.ts"
import { ACCOUNTS, hexOf, pubkeys } from "./people.ts"
import { seedMoney } from "./seed-money.ts"
import { seedTeams } from "./seed-teams.ts"

const DAY = 86_400
const DOMAIN = "relays.example"
const MEMBERS_FULL = 100

/** Members of the large relay. */
const SQUARE_MEMBERS = 50_000

/** What the embedded engine does for its relays. */
const EMBEDDED = {
  rooms: true,
  blossom: true,
  livekit: false,
  push: true,
  member_limit: true,
  purge: true,
  invites: true,
}

const plan = (id: string, name: string, sats: number, members: number | null, more: Partial<Plan> = {}): Plan => ({
  id,
  name,
  amount: sats / 10,
  price: { amount: sats, currency: "sat" },
  ...(sats > 0 && { yearly: { amount: sats, price: { amount: sats * 10, currency: "sat" }, free_months: 2 } }),
  hidden: false,
  members,
  blossom: sats > 0,
  livekit: sats > 0,
  file_bytes: sats > 0 ? sats * 500_000 : null,
  file_bytes_per_member: sats > 0 ? 500_000_000 : null,
  ...more,
})

const PLANS: Plan[] = [
  plan("free", "Free", 0, 10),
  plan("basic", "Basic", 10_000, 100),
  plan("growth", "Growth", 50_000, null),
  plan("choir", "Choir", 4_000, 50, { hidden: true, livekit: false }),
  plan("founder", "Founder", 0, null, { hidden: true, blossom: true, livekit: true }),
]

/** What a seeded relay is, where it is not as an ordinary one that is online. */
export type Wish = Partial<Relay> & {
  members?: number
  base?: RelayRow["base"]
  deleted?: boolean
  age?: number
  bans?: number
}

/** Makes the world; the same `now` (unix seconds) makes the same one. */
export class Seeding {
  readonly world: World
  private count = 0

  constructor(private readonly now: number) {
    this.world = {
      info: {
        name: "Caravel",
        logo: "",
        operator: {
          name: "Harbour Hosting Ltd",
          contact: "mailto:help@harbour.example",
          abuse: "mailto:abuse@harbour.example",
          terms_url: "https://harbour.example/terms",
          privacy_url: "https://harbour.example/privacy",
          tagline: "",
        },
        server_url: "http://localhost",
        relay_domains: [DOMAIN],
        hosts: [{ domain: DOMAIN, features: EMBEDDED }],
        custom_domains: true,
        indexer_relays: [],
        messaging_relays: [],
        currency: "sat",
        payment_methods: [],
        grace_days: 7,
        robot_pubkey: hexOf("robot"),
        email: true,
        sign_up: "open",
        version: "0.1.0",
        demo: true,
        clock_ahead_seconds: 0,
      },
      plans: PLANS,
      tenants: new Map(),
      relays: new Map(),
      activity: [],
      audit: [],
      invoices: [],
      items: [],
      refunds: [],
      bolt11s: new Map(),
      details: new Map(),
      settled: new Map(),
    }
  }

  /** The next id: opaque, growing, the same in every run. */
  id(): string {
    this.count++
    return `019a0000-0000-7000-8000-${this.count.toString(16).padStart(12, "0")}`
  }

  tenant(pubkey: string, ageDays: number, more: Partial<Tenant> = {}): void {
    const tenant: Tenant = {
      pubkey,
      return_url: "",
      nwc_is_set: false,
      created_at: this.now - ageDays * DAY,
      stripe_customer_id: "",
      status: "active",
      credit: { amount: 0, currency: "sat" },
      ...more,
    }
    this.world.tenants.set(pubkey, { tenant })
    this.did(pubkey, "create_tenant", "tenant", pubkey, tenant.created_at)
  }

  relay(owner: string, subdomain: string, name: string, wish: Wish = {}): Relay {
    const { members = 12, base = "active", deleted = false, age = 30, bans = 0, ...more } = wish
    const id = this.id()
    const relay: Relay = {
      id,
      tenant_pubkey: owner,
      subdomain,
      zooid_domain: DOMAIN,
      schema: `${subdomain.replaceAll("-", "_").replace(/^(?=\d)/, "_")}_${id.slice(-6)}`,
      plan_id: "basic",
      interval: "month",
      status: base,
      sync_error: "",
      synced: 1,
      custom_domain: "",
      custom_domain_verified: 0,
      info_name: name,
      info_icon: "",
      info_description: "",
      policy_public_read: 0,
      policy_public_write: 0,
      policy_public_join: 0,
      policy_strip_signatures: 0,
      groups_enabled: 1,
      management_enabled: 1,
      members_can_invite: 1,
      blossom_enabled: 1,
      livekit_enabled: 1,
      push_enabled: 1,
      public_status: 0,
      created_at: this.now - age * DAY,
      url: `wss://${subdomain}.${DOMAIN}`,
      provisioning: base === "active" ? "active" : "inactive",
      provisioning_step: "answered",
      member_count: members + (members === 0 ? 0 : 1),
      ...more,
    }
    if (relay.synced === 0) delete relay.member_count
    const people = pubkeys(Math.min(members, MEMBERS_FULL))
    this.world.relays.set(id, {
      relay,
      base,
      deleted,
      members: members === 0 ? [] : [owner, ...people],
      bans: pubkeys(MEMBERS_FULL + bans)
        .slice(MEMBERS_FULL)
        .map((pubkey, n) => ({ pubkey, reason: n % 2 ? "" : "Sold sunglasses in every room" })),
      team: [],
      probes: this.probes(relay),
    })
    this.did(owner, "create_relay", "relay", id, relay.created_at)
    if (relay.synced)
      this.did("system", "complete_relay_sync", "relay", id, relay.created_at + 3, { generation: 1 }, owner)
    return relay
  }

  /** Fills a relay with members who are generated. */
  crowd(id: string, members: number): void {
    const row = this.world.relays.get(id)
    if (row) row.crowd = members - row.members.length
  }

  /** Writes into the history; `actor` is also the tenant unless another is named. */
  did(
    actor: string,
    type: string,
    resource: Activity["resource_type"],
    id: string,
    at: number,
    detail: Record<string, unknown> = {},
    tenant = actor,
  ): Activity {
    const entry = {
      id: this.id(),
      tenant_pubkey: tenant,
      created_at: at,
      activity_type: type,
      resource_type: resource,
      resource_id: id,
      actor,
      detail: detail as Record<string, never>,
    }
    this.world.activity.push(entry)
    return entry
  }

  private probes(relay: Relay): RelayRow["probes"] {
    if (!relay.synced) return []
    const down = relay.not_responding_since != null
    return Array.from({ length: 48 }, (_, n) => {
      const at = this.now - (47 - n) * 900
      const away = down ? n > 40 : n === 11 || n === 12
      return away
        ? { at, up: false, drift: down ? relay.sync_error : "" }
        : { at, up: true, latency_ms: 8 + ((n * 37) % 60), drift: "" }
    })
  }

  /** Writes what an operator did into the audit log. */
  audited(
    admin: string,
    action: string,
    resource: { type: AuditEntry["resource_type"]; id: string; tenant?: string },
    at: number,
    reason: string,
    detail: Record<string, unknown> = {},
  ): void {
    this.world.audit.push({
      id: this.id(),
      created_at: at,
      admin_pubkey: admin,
      action,
      resource_type: resource.type,
      resource_id: resource.id,
      ...(resource.tenant && { tenant_pubkey: resource.tenant }),
      reason,
      detail: detail as Record<string, never>,
    })
  }

  /** Who is what: a relay in every state, a tenant of every status, and many of both. */
  static everything(now: number): Seeding {
    const seeding = new Seeding(now)
    const { owner, operator, collector, late, unpaid, suspended } = ACCOUNTS
    seeding.tenant(operator.pubkey, 200)
    seeding.tenant(owner.pubkey, 120)
    seeding.tenant(collector.pubkey, 300)
    seeding.tenant(late.pubkey, 95, { status: "past_due", nwc_error: "monthly budget used up" })
    seeding.tenant(unpaid.pubkey, 90, { status: "delinquent", churned_at: now - 3 * DAY })
    seeding.tenant(suspended.pubkey, 80, {
      status: "suspended",
      suspended_at: now - DAY,
      suspension_reason: "Spam from two of its relays",
    })
    everyState(seeding, owner.pubkey, now)
    for (let n = 1; n <= 42; n++) {
      const on = n % 6 !== 0
      seeding.relay(collector.pubkey, `club-${n}`, `Club ${n}`, {
        members: (n * 7) % 100,
        age: 300 - n,
        plan_id: ["free", "basic", "growth"][n % 3] ?? "free",
        base: on ? "active" : "inactive",
      })
    }
    seeding.relay(late.pubkey, "harbour-radio", "Harbour Radio", { members: 61 })
    seeding.relay(unpaid.pubkey, "paper-boats", "Paper Boats", { base: "delinquent" })
    seeding.relay(unpaid.pubkey, "night-shift", "Night Shift", { base: "delinquent", plan_id: "growth" })
    const reason = "Spam from two of its relays"
    seeding.relay(suspended.pubkey, "cheap-watches", "Cheap Watches", suspension(reason))
    seeding.did(operator.pubkey, "suspend_tenant", "tenant", suspended.pubkey, now - DAY, { reason }, suspended.pubkey)
    const ofTenant = { type: "tenant", id: suspended.pubkey, tenant: suspended.pubkey } as const
    seeding.audited(operator.pubkey, "suspend_tenant", ofTenant, now - DAY, reason)
    seedMoney(seeding, now)
    seedTeams(seeding, now)
    for (let n = 1; n <= 140; n++) {
      const pubkey = hexOf(`tenant ${n}`)
      seeding.tenant(pubkey, 10 + n)
      seeding.relay(pubkey, `village-${n}`, `Village ${n}`, { members: n % 11, age: 9 + n, plan_id: "free" })
    }
    seeding.world.activity.sort((a, b) => b.created_at - a.created_at || (a.id < b.id ? 1 : -1))
    return seeding
  }
}

const suspension = (reason: string): Wish => ({
  status: "suspended",
  suspension_reason: reason,
  provisioning: "inactive",
})

function everyState(seeding: Seeding, owner: string, now: number): void {
  const young = { synced: 0, provisioning: "pending", members: 0, age: 0 } as const
  const relay = (subdomain: string, name: string, wish: Wish) => seeding.relay(owner, subdomain, name, wish)
  relay("lisbon-choir", "Lisbon Chamber Choir", {
    members: 36,
    age: 96,
    info_description: "Rehearsals, scores and who brings the cake.",
    bans: 3,
  })
  relay("saved-step", "Setting up, saved", { ...young, provisioning_step: "saved" })
  relay("sent-step", "Setting up, sent", { ...young, provisioning_step: "sent" })
  relay("retried-step", "Setting up, being retried", {
    ...young,
    provisioning_step: "sent",
    sync_error: "The relay server isn’t responding right now. We keep trying.",
  })
  const failed = relay("failed-setup", "Setup that failed", {
    ...young,
    provisioning: "failed",
    provisioning_step: "sent",
    sync_error: "The address failed-setup.relays.example is already taken by another relay on this server.",
  })
  seeding.did("system", "fail_relay_sync", "relay", failed.id, now - 20, { error: failed.sync_error }, owner)
  relay("drifting", "Online, then not", {
    provisioning: "pending",
    sync_error: "The relay server isn’t responding right now. We keep trying.",
    not_responding_since: now - 90 * 60,
  })
  relay("empty-room", "Nobody here yet", { members: 0, member_count: 0, age: 1, plan_id: "free" })
  const alone = relay("just-me", "Only its owner", { members: 0, member_count: 1, age: 2, plan_id: "free" })
  seeding.world.relays.get(alone.id)?.members.push(owner)
  relay("nearly-full", "Nearly full", { members: 94, member_count: 95 })
  relay("full-house", "Full house", { members: 99, member_count: 100 })
  relay("free-full", "Free and full", { members: 9, plan_id: "free", blossom_enabled: 0, livekit_enabled: 0 })
  const square = relay(
    "open-square",
    "Open square with a name that is much longer than anybody ever thought a name would be",
    {
      policy_public_read: 1,
      policy_public_write: 1,
      policy_public_join: 1,
      public_status: 1,
      plan_id: "growth",
      info_icon: "https://pictures.example/square.png",
      info_description: `A long description. ${"It goes on and on, with a word without any break: ".repeat(6)}${"x".repeat(120)}`,
      member_count: SQUARE_MEMBERS,
    },
  )
  seeding.crowd(square.id, SQUARE_MEMBERS)
  relay("hands-off", "Without moderation from apps", { management_enabled: 0 })
  relay("choir-plan", "On a hidden plan", { plan_id: "choir", livekit_enabled: 0 })
  const away = relay("taken-offline", "Offline by its owner", { base: "inactive" })
  seeding.did(owner, "deactivate_relay", "relay", away.id, now - 2 * DAY)
  const bad = relay("was-suspended", "Suspended by the operator", suspension("It copied another community's name"))
  const reason = bad.suspension_reason
  seeding.did(ACCOUNTS.operator.pubkey, "suspend_relay", "relay", bad.id, now - DAY, { reason }, owner)
  const ofRelay = { type: "relay", id: bad.id, tenant: owner } as const
  seeding.audited(ACCOUNTS.operator.pubkey, "suspend_relay", ofRelay, now - DAY, reason ?? "")
  relay("unpaid-one", "Offline, unpaid", { base: "delinquent" })
  relay("script-alert", '<script>alert("1")</script> & friends', { info_description: "<img src=x onerror=alert(1)>" })
  const gone = relay("gone-already", "Deleted last week", {
    deleted: true,
    provisioning: "inactive",
    deleted_at: now - 6 * DAY,
  })
  seeding.did(owner, "delete_relay", "relay", gone.id, now - 6 * DAY)
}
