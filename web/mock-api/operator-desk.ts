import type { components } from "../src/api/schema.gen"
import type { Clock, MockDesk } from "./desk.ts"
import { page } from "./lists.ts"
import type { RelayRow } from "./objects.ts"
import { hexOf } from "./people.ts"
import { invalid, notFound, Problem } from "./problem.ts"
import type { Body } from "./rules.ts"
import { text } from "./rules.ts"
import { type Act, paged, REASON_MAX } from "./server.ts"
import type { Caller } from "./sign-in.ts"

type Schemas = components["schemas"]
type Report = Schemas["AbuseReport"]
type Broadcast = Schemas["Broadcast"]
type Audience = Broadcast["audience"]

const HOUR = 3_600
const REASONS: Report["reason"][] = ["nudity", "malware", "profanity", "illegal", "spam", "impersonation", "other"]
const AUDIENCES: Audience[] = ["all", "with_relay", "paid"]
const DECISIONS = ["dismiss", "remove_message", "suspend_relay", "suspend_tenant"] as const
/** Tenants who have the notice after each look at the list. */
const BATCH = 40

/** What the operator acts with beside single objects: reports, announcements and bulk suspensions. */
export class OperatorDesk {
  private readonly reports: Report[] = []
  private readonly codes = new Map<string, string>()
  private readonly broadcasts: Broadcast[] = []
  private readonly invitations: Schemas["Invitation"][] = []
  private count = 0

  constructor(
    private readonly desk: MockDesk,
    private readonly clock: Clock,
  ) {
    const [choir, square] = ["lisbon-choir", "open-square"].flatMap((name) => this.byLabel(name) ?? [])
    if (!choir || !square) return
    const now = clock.now()
    this.seed(square, { reason: "spam", event_id: hexOf("reported"), times: 4, updated_at: now - HOUR })
    this.seed(choir, { reason: "impersonation", updated_at: now - 5 * HOUR })
    this.seed(square, {
      reason: "other",
      updated_at: now - 90 * HOUR,
      state: "closed",
      decision: "dismiss",
      sentence: "We found nothing against the rules.",
      decided_at: now - 80 * HOUR,
      decided_by: hexOf("operator"),
    })
    this.codes.set("a".repeat(32), this.reports[1]?.id ?? "")
    this.codes.set("b".repeat(32), this.reports[2]?.id ?? "")
    this.invite("For the choir of Lisbon", { uses_max: 20, days: 30 }).uses = 3
    Object.assign(this.invite("Anna", {}), { uses: 1, state: "used" })
    this.broadcasts.push({
      id: "broadcast-1",
      created_at: now - 200 * HOUR,
      admin_pubkey: hexOf("operator"),
      audience: "with_relay",
      subject: "Maintenance on Sunday",
      text: "Relays restart on Sunday at 6:00 UTC. Members reconnect by themselves within a minute.",
      recipients: 84,
      sent: 84,
      state: "sent",
      ended_at: now - 199 * HOUR,
    })
  }

  private seed(row: RelayRow, more: Partial<Report>): void {
    const at = more.updated_at ?? this.clock.now()
    this.reports.push({
      id: `report-${++this.count}`,
      relay: this.relayOf(row),
      event_id: null,
      reason: "other",
      times: 1,
      created_at: at - HOUR,
      updated_at: at,
      submissions: [
        { reporter: null, signed: false, text: "The same advertisement appears again and again.", created_at: at },
        { reporter: hexOf("reporter"), signed: true, text: "", created_at: at - HOUR / 2 },
        { reporter: null, signed: false, text: "Please have a look at this.", created_at: at - HOUR },
      ].slice(0, more.times ?? 1),
      state: "open",
      decision: null,
      sentence: "",
      decided_at: null,
      decided_by: null,
      ...more,
    })
  }

  private byLabel(label: string): RelayRow | undefined {
    return [...this.desk.world.relays.values()].find(({ relay, deleted }) => relay.subdomain === label && !deleted)
  }

  private relayOf(row: RelayRow): Report["relay"] {
    const { id, info_name: name, url, status, tenant_pubkey } = this.desk.shown(row)
    return { id, name, host: url.replace(/^wss?:\/\//, ""), status, tenant_pubkey }
  }

  declare(on: (access: "public" | "admin", line: string, act: Act) => void): void {
    on("public", "POST /reports", ({ body }) => Response.json({ data: this.file(body), code: "ok" }, { status: 201 }))
    on("public", "GET /reports/*", ({ path: [code = ""] }) => {
      const report = this.reports.find(({ id }) => id === this.codes.get(code))
      if (!report) throw notFound()
      const { state, reason, decision, sentence, decided_at } = report
      const message = report.event_id !== null
      return { state, relay: report.relay.host, message, reason, decision, sentence, decided_at }
    })
    on("admin", "GET /admin/reports", ({ query, variants }) =>
      paged(
        page(
          {
            all: variants.has("empty") ? [] : this.reports.map((report) => this.now(report)),
            words: ({ id, reason, relay }) => [id, reason, relay.id, relay.tenant_pubkey],
            status: { known: ["open", "closed"], of: ({ state }) => state, none: "No report has this status." },
          },
          query,
        ),
      ),
    )
    on("admin", "POST /admin/reports/*/message", ({ path }) => {
      const report = this.report(path[0])
      if (report.event_id === null) {
        throw invalid("decision", "This report is about the relay, not about a message.")
      }
      const content = "Buy followers now! Cheap and fast, only today: https://followers.example"
      return { message: { pubkey: hexOf("spammer"), kind: 9, created_at: report.created_at - 60, content } }
    })
    on("admin", "POST /admin/reports/*/decide", ({ path, body }, caller) =>
      this.decide(this.report(path[0]), body, caller),
    )
    on("admin", "GET /admin/invitations", ({ query, variants }) =>
      paged(page({ all: variants.has("empty") ? [] : [...this.invitations].reverse(), words: () => [] }, query)),
    )
    on("admin", "POST /admin/invitations", ({ body }) => {
      const invitation = this.invite(text(body, "note", 200) ?? "", body)
      return Response.json({ data: { invitation, invitation_code: "1".repeat(32) }, code: "ok" }, { status: 201 })
    })
    on("admin", "DELETE /admin/invitations/*", ({ path: [id] }) => {
      const found = this.invitations.find((one) => one.id === id)
      if (!found) throw notFound()
      found.state = "revoked"
      return found
    })
    on("admin", "GET /admin/broadcasts", ({ query, variants }) => {
      const all = variants.has("empty") ? [] : [...this.broadcasts].reverse()
      const answer = paged(page({ all: all.map((one) => ({ ...one })), words: () => [] }, query))
      this.advance()
      return answer
    })
    on("admin", "GET /admin/broadcasts/audiences", () => this.audiences())
    on("admin", "POST /admin/broadcasts", ({ body }, caller) =>
      Response.json({ data: this.send(body, caller), code: "ok" }, { status: 201 }),
    )
    on("admin", "POST /admin/broadcasts/*/stop", ({ path: [id] }) => {
      const found = this.broadcasts.find((one) => one.id === id)
      if (!found) throw notFound()
      if (found.state === "sending") Object.assign(found, { state: "stopped", ended_at: this.clock.now() })
      return found
    })
    on("admin", "POST /admin/relays/suspend", ({ body }, caller) =>
      this.each(body, true, (id, reason) => this.desk.suspend(this.desk.row(id, caller), reason, caller)),
    )
    on("admin", "POST /admin/relays/unsuspend", ({ body }, caller) =>
      this.each(body, false, (id, reason) => this.desk.unsuspend(this.desk.row(id, caller), reason, caller)),
    )
    on("admin", "POST /admin/tenants/suspend", ({ body }, caller) =>
      this.each(body, true, (id, reason) => this.desk.suspendTenant(this.desk.tenant(id, caller), reason, caller)),
    )
    on("admin", "POST /admin/tenants/unsuspend", ({ body }, caller) =>
      this.each(body, false, (id) => this.desk.suspendTenant(this.desk.tenant(id, caller), undefined, caller)),
    )
  }

  private invite(note: string, body: Body): Schemas["Invitation"] {
    const whole = (name: string, max: number) => {
      const value = body[name]
      if (value === undefined) return undefined
      if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > max) {
        throw invalid(name, `This must be a whole number from 1 to ${max}.`)
      }
      return value
    }
    const uses_max = whole("uses_max", 1_000) ?? 1
    const days = whole("days", 365)
    const created_at = this.clock.now()
    const expires_at = days ? created_at + days * 24 * HOUR : null
    const id = `invitation-${this.invitations.length + 1}`
    const made: Schemas["Invitation"] = { id, note, uses: 0, uses_max, state: "open", created_at, expires_at }
    this.invitations.push(made)
    return made
  }

  private now(report: Report): Report {
    const row = this.desk.world.relays.get(report.relay.id)
    return row ? { ...report, relay: this.relayOf(row) } : report
  }

  private report(id: string | undefined): Report {
    const found = this.reports.find((one) => one.id === id)
    if (!found) throw notFound()
    return found
  }

  private file(body: Body): Schemas["FiledReport"] {
    const host = (text(body, "relay", 300) ?? "")
      .trim()
      .toLowerCase()
      .replace(/^(wss?|https?):\/\//, "")
      .replace(/\/$/, "")
    if (!host) throw invalid("relay", "Enter the address of the relay.")
    const row = this.byLabel(host.split(".")[0] ?? "")
    if (!row) throw invalid("relay", "There’s no relay of ours at this address.")
    const reason = REASONS.find((one) => one === text(body, "reason", 50))
    if (!reason) throw invalid("reason", "Choose a reason.")
    const code = (++this.count).toString(16).padStart(32, "0")
    this.seed(row, { reason, event_id: text(body, "event_id", 100) || null })
    this.codes.set(code, this.reports.at(-1)?.id ?? "")
    return { status_code: code }
  }

  private decide(report: Report, body: Body, caller: Caller): Report {
    const decision = DECISIONS.find((one) => one === text(body, "decision", 50))
    if (!decision) throw invalid("decision", "Choose a decision.")
    const sentence = (text(body, "sentence", REASON_MAX) ?? "").trim()
    if (!sentence) throw invalid("sentence", "Write one sentence. The owner and the person who reported will see it.")
    if (report.state === "closed" && (report.decision !== decision || report.sentence !== sentence)) {
      throw new Problem(409, "conflict", "This report was decided in another way already.")
    }
    const row = this.desk.world.relays.get(report.relay.id)
    const tenant = this.desk.world.tenants.get(report.relay.tenant_pubkey)?.tenant
    if (decision === "suspend_relay" && row) this.desk.suspend(row, sentence, caller)
    if (decision === "suspend_tenant" && tenant) this.desk.suspendTenant(tenant, sentence, caller)
    Object.assign(report, {
      state: "closed",
      decision,
      sentence,
      decided_at: this.clock.now(),
      decided_by: caller.pubkey,
    })
    return this.now(report)
  }

  private audiences(): Record<Audience, number> {
    const rows = [...this.desk.world.relays.values()].filter(({ deleted }) => !deleted)
    const price = (plan: string) => this.desk.world.plans.find(({ id }) => id === plan)?.price.amount ?? 0
    const owners = (some: RelayRow[]) => new Set(some.map(({ relay }) => relay.tenant_pubkey)).size
    return {
      all: this.desk.world.tenants.size,
      with_relay: owners(rows),
      paid: owners(rows.filter(({ relay }) => price(relay.plan_id) > 0)),
    }
  }

  private send(body: Body, caller: Caller): Broadcast {
    const audience = AUDIENCES.find((one) => one === text(body, "audience", 50))
    if (!audience) throw invalid("audience", "Choose who gets it.")
    const subject = (text(body, "subject", 120) ?? "").trim()
    if (!subject) throw invalid("subject", "Enter a subject.")
    const letter = (text(body, "text", 3_000) ?? "").trim()
    if (!letter) throw invalid("text", "Enter a text.")
    if (this.broadcasts.some(({ state }) => state === "sending")) {
      throw new Problem(409, "conflict", "Another notice is being sent. Wait until it’s done, or stop it first.")
    }
    const made: Broadcast = {
      id: `broadcast-${this.broadcasts.length + 1}`,
      created_at: this.clock.now(),
      admin_pubkey: caller.pubkey,
      audience,
      subject,
      text: letter,
      recipients: this.audiences()[audience],
      sent: 0,
      state: "sending",
      ended_at: null,
    }
    this.broadcasts.push(made)
    return { ...made }
  }

  /** Time passes between two looks at the list. */
  private advance(): void {
    for (const one of this.broadcasts.filter(({ state }) => state === "sending")) {
      one.sent = Math.min(one.sent + BATCH, one.recipients)
      if (one.sent === one.recipients) Object.assign(one, { state: "sent", ended_at: this.clock.now() })
    }
  }

  private each(body: Body, needsReason: boolean, act: (id: string, reason: string) => unknown): Schemas["BulkResults"] {
    const given = body.ids
    const ids = Array.isArray(given) ? given.filter((id) => typeof id === "string") : []
    if (ids.length === 0) throw invalid("ids", "Select at least one.")
    const reason = (text(body, "reason", REASON_MAX) ?? "").trim()
    if (needsReason && !reason) throw invalid("reason", "Enter a reason. The tenant will see it.")
    const results = [...new Set(ids)].map((id) => {
      try {
        act(id, reason)
        return { id, done: true, code: null, sentence: null }
      } catch (refusal) {
        if (!(refusal instanceof Problem)) throw refusal
        return { id, done: false, code: refusal.code, sentence: refusal.message }
      }
    })
    return { results, done: results.filter(({ done }) => done).length }
  }
}
