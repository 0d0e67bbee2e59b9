import type { components } from "../src/api/schema.gen"
import type { MockDesk } from "./desk.ts"
import type { RelayRow } from "./objects.ts"
import { hexOf } from "./people.ts"
import { invalid, notFound, Problem } from "./problem.ts"
import type { Caller } from "./sign-in.ts"
import type { Variant } from "./variant.ts"

type Message = components["schemas"]["Message"]
type Report = components["schemas"]["Report"]
type ReportGroup = components["schemas"]["ReportGroup"]
type Banned = components["schemas"]["BannedEvent"]

const PAGE = 50
const SEEDED = 70
const SEARCH_MAX = 256
const HOUR = 3_600
const TEXTS = [
  "Rehearsal starts at seven tonight.",
  "Who has the notes of the second alto?",
  "I can bring <b>tea</b> &amp; cake on Thursday.",
  "Cheap sunglasses, only today: https://sunglasses.example",
  "The concert was wonderful, thank you all!\nPhotos follow.",
]

/** `removed`: the removed messages, which can be restored. */
type Stored = { messages: Message[]; reports: ReportGroup[]; banned: Banned[]; removed: Message[] }

/** The messages of relays: every relay with more than two members has the same 70 at first, and three reports. */
export class MessagesDesk {
  private readonly stored = new Map<string, Stored>()

  constructor(private readonly desk: MockDesk) {}

  list(row: RelayRow, query: URLSearchParams): components["schemas"]["Messages"] {
    const search = (query.get("search") ?? "").trim().toLowerCase()
    if (search.length > SEARCH_MAX) throw invalid("search", "Search for at most 256 characters.")
    const author = query.get("author") ?? ""
    if (author && !/^[0-9a-f]{64}$/.test(author)) throw invalid("author", "That’s not a public key.")
    const until = query.get("until") ?? ""
    if (until && !/^[1-9]\d{0,10}$/.test(until)) throw invalid("until", "This isn’t a time in unix seconds.")
    this.desk.checkOnline(row)
    const found = this.of(row).messages.filter(
      (message) =>
        search.split(/\s+/).every((word) => message.content.toLowerCase().includes(word)) &&
        (!author || message.pubkey === author) &&
        (!until || message.created_at <= Number(until)),
    )
    return { events: found.slice(0, PAGE), next: found[PAGE]?.created_at ?? null }
  }

  reports(row: RelayRow): components["schemas"]["Reports"] {
    this.desk.checkOnline(row)
    return { reports: this.of(row).reports, complete: true }
  }

  dismiss(row: RelayRow, subject: string, caller: Caller, variants: Set<Variant>) {
    const id = idOf("subject", subject)
    this.check(row, variants)
    const stored = this.of(row)
    const group = stored.reports.find((one) => one.id === id)
    if (!group) throw notFound()
    stored.reports = stored.reports.filter((one) => one !== group)
    const dismissed = group.reports.map((report) => banned(report.id, "Report dismissed"))
    stored.banned = [...dismissed, ...stored.banned]
    this.desk.did(row, caller, "dismiss_report", { subject: id, reports: group.count })
    return { subject: id, dismissed: group.count }
  }

  banned(row: RelayRow, variants: Set<Variant>): components["schemas"]["BannedEvents"] {
    this.check(row, variants)
    const { banned: events } = this.of(row)
    return { events, total: events.length }
  }

  ban(row: RelayRow, event: string, reason: string, caller: Caller, variants: Set<Variant>): Banned {
    const id = idOf("event", event)
    this.check(row, variants)
    const stored = this.of(row)
    const known = stored.banned.find((one) => one.id === id)
    if (known) return known
    const message = stored.messages.find((one) => one.id === id)
    const made = { ...banned(id, reason.trim()), restorable: message !== undefined }
    const author = message?.pubkey
    if (message) stored.removed.push(message)
    stored.banned = [made, ...stored.banned]
    stored.messages = stored.messages.filter((message) => message.id !== id)
    stored.reports = stored.reports.filter((group) => group.id !== id)
    this.desk.did(row, caller, "ban_event", {
      event: id,
      ...(author && { pubkey: author }),
      ...(made.reason && { reason: made.reason }),
    })
    return made
  }

  allow(row: RelayRow, event: string, caller: Caller, variants: Set<Variant>): components["schemas"]["AllowedEvent"] {
    const id = idOf("event", event)
    this.check(row, variants)
    const stored = this.of(row)
    if (!stored.banned.some((one) => one.id === id)) throw notFound()
    stored.banned = stored.banned.filter((one) => one.id !== id)
    const back = stored.removed.filter((one) => one.id === id)
    stored.removed = stored.removed.filter((one) => one.id !== id)
    stored.messages = [...stored.messages, ...back].toSorted((a, b) => b.created_at - a.created_at)
    const restored = back.length > 0
    this.desk.did(row, caller, "unban_event", { event: id, restored })
    return { id, restored }
  }

  private check(row: RelayRow, variants: Set<Variant>): void {
    this.desk.checkOnline(row)
    if (!row.relay.management_enabled) {
      const sentence = "“Moderation from your app” is off for this relay. Turn it on in Settings first."
      throw new Problem(409, "management-disabled", sentence)
    }
    if (variants.has("zooid")) {
      throw new Problem(409, "moderation-unsupported", "This relay’s software can’t remove single messages.")
    }
  }

  private of(row: RelayRow): Stored {
    const known = this.stored.get(row.relay.id)
    if (known) return known
    const people = row.members.length > 2 ? row.members : []
    const messages = people.length > 0 ? Array.from({ length: SEEDED }, (_, n) => message(row, n)).reverse() : []
    const made = { messages, reports: reportsOf(row, messages), banned: [], removed: [] }
    this.stored.set(row.relay.id, made)
    return made
  }
}

const banned = (id: string, reason: string): Banned => ({
  id,
  reason,
  dismissed_report: reason === "Report dismissed",
  restorable: false,
})

function idOf(name: string, text: string): string {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase()
  throw invalid(name, "That’s not an id: it has 64 hex digits.")
}

const message = (row: RelayRow, n: number): Message => ({
  id: hexOf(`${row.relay.subdomain} message ${n}`),
  pubkey: row.members[n % row.members.length] ?? row.relay.tenant_pubkey,
  kind: 9,
  created_at: row.relay.created_at + (n + 1) * HOUR,
  content: TEXTS[n % TEXTS.length] ?? "",
  room: ["lounge", "", "rehearsals", ""][n % 4] ?? "",
})

function reportsOf(row: RelayRow, messages: readonly Message[]): ReportGroup[] {
  const advert = messages.find(({ content }) => content.startsWith("Cheap"))
  const [first = "", second = ""] = row.members
  if (!advert) return []
  const report = (n: number, pubkey: string, reason: Report["reason"], text: string): Report => ({
    id: hexOf(`${row.relay.subdomain} report ${n}`),
    pubkey,
    created_at: advert.created_at + n * HOUR,
    reason,
    text,
  })
  const group = (
    subject: ReportGroup["subject"],
    id: string,
    event: Message | null,
    reports: Report[],
  ): ReportGroup => ({
    subject,
    id,
    pubkey: event?.pubkey ?? (subject === "person" ? id : null),
    event,
    count: reports.length,
    reasons: [...new Set(reports.map(({ reason }) => reason))],
    reports,
  })
  return [
    group("person", second, null, [report(4, first, "impersonation", "")]),
    group("message", advert.id, advert, [
      report(3, first, "spam", "The third time this week"),
      report(2, second, "spam", ""),
    ]),
    group("message", hexOf("a message that is gone"), null, [report(1, first, "other", "Not kind")]),
  ]
}
