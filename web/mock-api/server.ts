import { Adjustments } from "./adjustments.ts"
import { BillingDesk } from "./billing-desk.ts"
import { BillingRoutes } from "./billing-routes.ts"
import { ClosingDesk } from "./closing-desk.ts"
import type { Clock } from "./desk.ts"
import { MockDesk } from "./desk.ts"
import { domainOf } from "./domains.ts"
import { figures } from "./figures.ts"
import { FilesDesk } from "./files-desk.ts"
import { InvitesDesk } from "./invites-desk.ts"
import { Ledger } from "./ledger.ts"
import type { Page } from "./lists.ts"
import { page } from "./lists.ts"
import { memberRoutes } from "./member-routes.ts"
import { messageRoutes } from "./message-routes.ts"
import { MessagesDesk } from "./messages-desk.ts"
import { noticesOf } from "./notices.ts"
import type { Activity, AuditEntry, Relay, RelayRow } from "./objects.ts"
import { OperatorDesk } from "./operator-desk.ts"
import { overview } from "./overview.ts"
import { PeopleDesk } from "./people-desk.ts"
import { picture } from "./picture.ts"
import { invalid, notFound, Problem } from "./problem.ts"
import { RoomsDesk } from "./rooms-desk.ts"
import type { Body } from "./rules.ts"
import { isTaken, labelFault, suggestion, text } from "./rules.ts"
import { Seeding } from "./seed.ts"
import type { Caller } from "./sign-in.ts"
import { callerOf } from "./sign-in.ts"
import { availability } from "./status.ts"
import { MockStream } from "./stream.ts"
import { declareTeams } from "./team-desk.ts"
import { tenantsWithSums, tenantWords } from "./tenant-list.ts"
import { declareTransfers, LINES, NDJSON } from "./transfers.ts"
import { usageOf } from "./usage.ts"
import type { Variant } from "./variant.ts"
import { infoOf, LOGO, methodsOf, obey, variantsOf } from "./variant.ts"

export const REASON_MAX = 500
const BODY_BYTES_MAX = 64 * 1024

/** A request on its way: `path` are the parts of the address that the route left open. */
export type Ask = {
  path: string[]
  query: URLSearchParams
  body: Body
  variants: Set<Variant>
  headers: Headers
  url: URL
}

type Access = "public" | "authed" | "admin"
type Answer = unknown | Response
export type Act = (ask: Ask, caller: Caller) => Answer

/** A list's rows stand one key further in where `under` names one. */
export const paged = <T>({ rows, next, total, matched }: Page<T>, under?: string, more?: object) =>
  Response.json({
    data: under ? { [under]: rows, ...more } : rows,
    code: "ok",
    total,
    matched,
    ...(next ? { next } : {}),
  })

const NOTICE_STATES = {
  known: ["waiting", "sent", "unreachable", "not_configured"],
  of: (notice: { status: string }) => notice.status,
  none: "No notice has this status.",
}
const done = (data: unknown, status = 200) => Response.json({ data, code: "ok" }, { status })

/** The whole API of the server over one seeded world, as a function from request to answer. */
export class MockApi {
  readonly desk: MockDesk
  readonly billing: BillingDesk
  readonly adjustments: Adjustments
  readonly stream = new MockStream()
  private readonly ended = new Set<string>()
  private isResumed = false
  private readonly routes: { method: string; pattern: RegExp; access: Access; act: Act }[] = []

  /** @param clock without one, real time and real waiting */
  constructor(
    private readonly clock: Clock = {
      now: () => Math.floor(Date.now() / 1000),
      after: (milliseconds, act) => void setTimeout(act, milliseconds),
    },
  ) {
    const seeding = Seeding.everything(clock.now())
    this.desk = new MockDesk(seeding, this.stream, clock)
    const ledger = new Ledger(this.desk, seeding, clock)
    this.billing = new BillingDesk(this.desk, seeding, clock, ledger)
    this.adjustments = new Adjustments(this.desk, seeding, clock, ledger)
    this.declare()
  }

  /** Whether the API has such an address at all. */
  knows(path: string): boolean {
    return this.routes.some(({ pattern }) => pattern.test(path))
  }

  /** Answers as the server would. */
  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const variants = variantsOf(request)
    try {
      await obey(variants, url.pathname)
      const response = await this.answer(request, url, variants)
      response.headers.set("Cache-Control", response.headers.get("Cache-Control") ?? "no-store")
      return response
    } catch (refusal) {
      if (refusal instanceof Problem) return refusal.response()
      throw refusal
    }
  }

  private async answer(request: Request, url: URL, variants: Set<Variant>): Promise<Response> {
    const here = this.routes.filter(({ pattern }) => pattern.test(url.pathname))
    const route = here.find(({ method }) => method === request.method)
    if (!route) throw notFound()
    const caller: Caller =
      route.access === "public"
        ? { pubkey: "", admin: false, token: "", reason: "" }
        : callerOf(request.headers.get("authorization"), url.origin, this.ended, this.clock.now())
    if (caller.admin) caller.reason = decodeURIComponent(request.headers.get("audit-reason") ?? "")
    if (route.access === "admin" && !caller.admin) {
      throw new Problem(403, "forbidden", "Only the operator of this platform can do that.")
    }
    const path = (route.pattern.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent)
    const body = await bodyOf(request)
    const answer = route.act({ path, query: url.searchParams, body, variants, headers: request.headers, url }, caller)
    return answer instanceof Response ? answer : done(answer)
  }

  private on(access: Access, line: string, act: Act): void {
    const [method = "", template = ""] = line.split(" ")
    this.routes.push({ method, access, act, pattern: new RegExp(`^${template.replaceAll("*", "([^/]+)")}$`) })
  }

  private declare(): void {
    const { desk } = this
    this.on("public", "GET /plans", () =>
      paged(page({ all: desk.world.plans, words: () => [] }, new URLSearchParams())),
    )
    this.on("public", "GET /plans/*", ({ path }) => desk.world.plans.find(({ id }) => id === path[0]) ?? refuse())
    this.on("public", "GET /info", ({ variants, url }) => infoOf(desk.world, variants, url.origin))
    this.on("authed", "GET /identity", (_, { pubkey, admin }) => ({ pubkey, is_admin: admin }))
    this.on("authed", "DELETE /session", (_, { token }) => {
      this.ended.add(token)
      return null
    })
    this.on("authed", "GET /stream", ({ query, headers }, { pubkey, admin }) => {
      const all = query.get("scope") === "all"
      if (all && !admin) throw new Problem(403, "forbidden", "Only the operator of this platform can do that.")
      return this.stream.open(all ? undefined : pubkey, headers.get("last-event-id"))
    })
    this.on("authed", "GET /subdomains/*", ({ path: [label = ""] }) => this.checkLabel(label))
    this.on("public", "GET /availability", ({ query }) => this.checkLabel(query.get("subdomain") ?? ""))
    this.on("public", "GET /logo", ({ variants }) => {
      if (!variants.has("branded")) throw notFound()
      return new Response(LOGO, { headers: { "Content-Type": "image/svg+xml" } })
    })
    this.on("admin", "GET /admin/audit", ({ query }) => this.audit(query))
    this.on("authed", "GET /images", ({ query }) => picture(query.get("url") ?? ""))
    const isHeld = (ask: { variants: ReadonlySet<string> }) => ask.variants.has("held") && !this.isResumed
    this.on("admin", "GET /admin/overview", (ask) => {
      const shown = overview(desk, this.clock.now(), ask.variants)
      return isHeld(ask) ? shown : { ...shown, money_hold: null }
    })
    this.on("admin", "GET /admin/figures", ({ query }) => {
      const range = query.get("range") ?? "day"
      if (range !== "day" && range !== "month") throw invalid("range", "Give “day” or “month”.")
      return figures(desk, range, this.clock.now())
    })
    this.on("admin", "POST /admin/billing/resume", (ask) => {
      reasonOf(ask.body)
      if (!isHeld(ask)) throw new Problem(409, "conflict", "Billing isn’t on hold.")
      this.isResumed = true
      return { money_hold: null }
    })
    new BillingRoutes(desk, this.billing, this.adjustments).declare((access, line, act) => this.on(access, line, act))
    new ClosingDesk(desk, this.clock).declare((access, line, act) => this.on(access, line, act))
    new OperatorDesk(desk, this.clock).declare((access, line, act) => this.on(access, line, act))
    this.declareTenants()
    this.declareRelays()
    this.declareMembers()
    declareTransfers(desk, this.stream, this.clock, (line, act) => this.on("authed", line, act))
    declareTeams(desk, this.billing.transfers, this.clock, (line, act) => this.on("authed", line, act))
  }

  private declareTenants(): void {
    const { desk } = this
    const own = (ask: Ask, caller: Caller) => desk.tenant(ask.path[0] ?? "", caller)
    this.on("admin", "GET /tenants", ({ query }) =>
      paged(
        page(
          {
            all: tenantsWithSums(desk).toSorted(newestFirst),
            words: (tenant) => tenantWords(desk, tenant),
            status: {
              known: ["active", "past_due", "delinquent", "suspended", "closed"],
              of: ({ status }) => status,
              none: "No tenant has this status.",
            },
          },
          query,
        ),
      ),
    )
    this.on("authed", "GET /tenants/*", own)
    this.on("authed", "POST /tenants/*/reconcile", own)
    this.on("admin", "POST /tenants/*/suspend", (ask, caller) =>
      desk.suspendTenant(own(ask, caller), reasonOf(ask.body), caller),
    )
    this.on("admin", "POST /tenants/*/unsuspend", (ask, caller) =>
      desk.suspendTenant(own(ask, caller), undefined, caller),
    )
    /** A key may read its own lists before it is a tenant: they are empty. */
    const whose = (ask: Ask, caller: Caller) => {
      const pubkey = ask.path[0] ?? ""
      return pubkey === caller.pubkey ? pubkey : own(ask, caller).pubkey
    }
    this.on("authed", "GET /tenants/*/relays", (ask, caller) => this.relays(ask, whose(ask, caller)))
    this.on("authed", "GET /tenants/*/notices", (ask, caller) => {
      const all = noticesOf(whose(ask, caller), this.clock.now())
      return paged(
        page({ all, words: (notice) => [notice.notice_type, notice.text], status: NOTICE_STATES }, ask.query),
      )
    })
    this.on("authed", "GET /tenants/*/activity", (ask, caller) => {
      const pubkey = whose(ask, caller)
      return this.activity(ask, (entry) => entry.tenant_pubkey === pubkey)
    })
  }

  private declareRelays(): void {
    const { desk } = this
    const own = (ask: Ask, caller: Caller) => desk.row(ask.path[0] ?? "", caller)
    const helped = (ask: Ask, caller: Caller) => desk.row(ask.path[0] ?? "", caller, "moderator")
    const edited = (ask: Ask, caller: Caller) => desk.row(ask.path[0] ?? "", caller, "co_owner")
    this.on("admin", "GET /relays", (ask) => this.relays(ask, undefined))
    /** What a change of a relay costs is billed at once, where payments are on. */
    const billed = (relay: Relay, { variants }: Ask, caller: Caller) => {
      const row = desk.world.relays.get(relay.id)
      if (row && methodsOf(variants).length > 0) this.billing.changed(row, variants)
      return row ? desk.shownTo(caller, row) : relay
    }
    this.on("authed", "POST /relays", (ask, caller) =>
      done(billed(desk.create(ask.body, caller, ask.variants), ask, caller), 201),
    )
    this.on("authed", "GET /relays/*", (ask, caller) => desk.shownTo(caller, helped(ask, caller)))
    for (const method of ["PUT", "PATCH"]) {
      this.on("authed", `${method} /relays/*`, (ask, caller) =>
        billed(desk.update(edited(ask, caller), ask.body, caller, ask.variants), ask, caller),
      )
    }
    this.on("authed", "DELETE /relays/*", (ask, caller) =>
      done(billed(desk.remove(own(ask, caller), ask.query.get("confirm") ?? "", caller), ask, caller), 202),
    )
    this.on("authed", "POST /relays/*/deactivate", (ask, caller) =>
      billed(desk.deactivate(own(ask, caller), caller), ask, caller),
    )
    this.on("authed", "POST /relays/*/reactivate", (ask, caller) =>
      billed(desk.reactivate(own(ask, caller), caller, ask.variants), ask, caller),
    )
    this.on("authed", "POST /relays/*/retry", (ask, caller) => desk.retry(edited(ask, caller)))
    this.on("authed", "GET /relays/*/domain", (ask, caller) => domainOf(edited(ask, caller)))
    this.on("authed", "POST /relays/*/domain/check", (ask, caller) => done(desk.checkDomain(edited(ask, caller)), 202))
    this.on("admin", "POST /relays/*/suspend", (ask, caller) =>
      desk.suspend(own(ask, caller), reasonOf(ask.body), caller),
    )
    this.on("admin", "POST /relays/*/unsuspend", (ask, caller) =>
      desk.unsuspend(own(ask, caller), text(ask.body, "reason", REASON_MAX) ?? "", caller),
    )
    this.on("authed", "GET /relays/*/activity", (ask, caller) => {
      const { relay } = helped(ask, caller)
      return this.activity(ask, (entry) => entry.resource_id === relay.id)
    })
    this.on("authed", "GET /relays/*/health", (ask, caller) => ({
      probes: helped(ask, caller).probes,
      availability: availability(this.clock.now()),
      backup: { last_test: { at: this.clock.now() - 8 * 3_600, ok: true, restored_to: this.clock.now() - 9 * 3_600 } },
    }))
    this.on("public", "GET /status", ({ variants }) => ({
      state: variants.has("hostfault") ? "trouble" : "ok",
      availability: availability(this.clock.now()),
    }))
    this.on("public", "GET /status/*", ({ path: [id = ""] }) => {
      const row = desk.world.relays.get(id)
      if (!row || row.deleted || row.relay.public_status !== 1) throw notFound()
      const { info_name: name, subdomain, zooid_domain, status } = desk.shown(row)
      return {
        id,
        name,
        host: `${subdomain}.${zooid_domain}`,
        online: status === "active",
        availability: availability(this.clock.now()),
      }
    })
  }

  private declareMembers(): void {
    const act = (line: string, then: (row: RelayRow, who: string, ask: Ask, caller: Caller) => Answer) =>
      this.on("authed", line, (ask, caller) =>
        then(this.desk.row(ask.path[0] ?? "", caller, "moderator"), ask.path[1] ?? "", ask, caller),
      )
    for (const [line, then] of Object.entries(memberRoutes(new PeopleDesk(this.desk)))) act(line, then)
    const invites = new InvitesDesk(this.desk, this.clock.now)
    act("POST /relays/*/invite", (row, _who, { variants }) => invites.standing(row, variants))
    act("GET /relays/*/invites", (row, _who, { variants }) => invites.list(row, variants))
    act("POST /relays/*/invites", (row, _who, { body, variants }, caller) =>
      done(invites.create(row, body, caller, variants), 201),
    )
    act("DELETE /relays/*/invites/*", (row, id, _, caller) => invites.revoke(row, id, caller))
    const files = new FilesDesk(this.desk)
    act("GET /relays/*/files", (row, _who, { query, variants }) => files.list(row, query, variants))
    act("GET /relays/*/usage", (row, _who, { query, variants }) =>
      usageOf(this.desk, row, { query, variants, now: this.clock.now() }),
    )
    act("DELETE /relays/*/files/*", (row, hash, { variants }, caller) => files.remove(row, hash, caller, variants))
    const rooms = new RoomsDesk(this.desk)
    act("GET /relays/*/rooms", (row) => rooms.list(row))
    act("POST /relays/*/rooms", (row, _who, { body }, caller) => done(rooms.create(row, body, caller), 201))
    act("PATCH /relays/*/rooms/*", (row, room, { body }, caller) => rooms.update(row, room, body, caller))
    act("DELETE /relays/*/rooms/*", (row, room, _, caller) => rooms.remove(row, room, caller))
    act("GET /relays/*/rooms/*/members", (row, room) => rooms.members(row, room))
    act("PUT /relays/*/rooms/*/members/*", (row, room, { path }, caller) => rooms.add(row, room, path[2] ?? "", caller))
    act("DELETE /relays/*/rooms/*/members/*", (row, room, { path }, caller) =>
      rooms.expel(row, room, path[2] ?? "", caller),
    )
    for (const [line, then] of Object.entries(messageRoutes(new MessagesDesk(this.desk)))) act(line, then)
  }

  private checkLabel(label: string) {
    const fault = labelFault(label)?.code ?? (isTaken(this.desk.world, label) ? "duplicate-subdomain" : undefined)
    if (!fault) return { available: true }
    const other = suggestion(this.desk.world, label)
    return { available: false, reason: fault, ...(other ? { suggestion: other } : {}) }
  }

  private audit(query: URLSearchParams): Response {
    const only = (name: string, value: string) => !query.get(name) || query.get(name) === value
    const all = this.desk.world.audit
      .filter((entry) => only("tenant", entry.tenant_pubkey ?? ""))
      .filter((entry) => only("resource_type", entry.resource_type) && only("resource_id", entry.resource_id))
      .toSorted(newestFirst)
      .map((entry) => {
        const relay = this.desk.world.relays.get(entry.resource_id)?.relay
        return relay ? { ...entry, resource_name: relay.info_name || relay.subdomain } : entry
      })
    const words = (entry: AuditEntry) => [entry.action, entry.reason, entry.resource_id, entry.resource_name ?? ""]
    return paged(page({ all, words }, query))
  }

  private relays({ query, variants }: Ask, owner: string | undefined): Response {
    const rows = [...this.desk.world.relays.values()].filter(({ relay }) => !owner || relay.tenant_pubkey === owner)
    const all = variants.has("empty") ? [] : rows.toSorted((a, b) => newestFirst(a.relay, b.relay))
    const found = page(
      {
        all,
        total: all.filter(({ deleted }) => !deleted).length,
        words: ({ relay }) => [relay.subdomain, relay.info_name, relay.custom_domain, relay.id, relay.tenant_pubkey],
        status: {
          known: ["active", "inactive", "delinquent", "suspended", "deleted"],
          of: (row) => (row.deleted ? "deleted" : this.desk.shown(row).status),
          none: "No relay has this status.",
          hidden: "deleted",
        },
        plan: ({ relay }) => relay.plan_id,
      },
      query,
    )
    return paged({ ...found, rows: found.rows.map((row) => this.desk.shown(row)) })
  }

  private activity({ query }: Ask, wanted: (entry: Activity) => boolean): Response {
    const all = this.desk.world.activity.filter(wanted).toSorted(newestFirst)
    return paged(page({ all, words: (entry) => [entry.activity_type, entry.resource_id] }, query), "activity")
  }
}

export const newestFirst = (a: { created_at: number }, b: { created_at: number }) => b.created_at - a.created_at

function refuse(problem = notFound()): never {
  throw problem
}

export function reasonOf(body: Body): string {
  const reason = text(body, "reason", REASON_MAX)
  if (!reason?.trim()) throw invalid("reason", "Enter a reason. The tenant will see it.")
  return reason
}

async function bodyOf(request: Request): Promise<Body> {
  if (request.method === "GET" || request.method === "HEAD") return {}
  const sent = await request.text()
  if (request.headers.get("content-type") === NDJSON) return { [LINES]: sent }
  if (sent.length > BODY_BYTES_MAX) {
    throw new Problem(413, "too-large", "That’s too large: the limit is 64 KiB.")
  }
  if (sent === "") return {}
  try {
    const json: unknown = JSON.parse(sent)
    if (json && typeof json === "object" && !Array.isArray(json)) return json as Body
  } catch {
    // Answered below, as everything malformed is.
  }
  throw new Problem(422, "invalid", "The request isn’t a well-formed JSON object.")
}
