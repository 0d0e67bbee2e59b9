import { nip19 } from "nostr-tools"
import type { components } from "../src/api/schema.gen"
import { crowd } from "./crowd.ts"
import type { MockDesk } from "./desk.ts"
import type { Page } from "./lists.ts"
import type { Ban, RelayRow } from "./objects.ts"
import { nameOf } from "./people.ts"
import { invalid, Problem } from "./problem.ts"
import type { Caller } from "./sign-in.ts"
import type { Variant } from "./variant.ts"

type Schemas = components["schemas"]
type Names = Schemas["MemberPage"]["names"]

const LIMIT_DEFAULT = 100
const LIMIT_MAX = 500
const Q_MAX = 200

const everyone = (row: RelayRow): string[] => [...row.members, ...crowd(row)].toSorted()

/** Whether the search is a part of the name, or the beginning of the key. */
const matches = (key: string, q: string, nameless: boolean): boolean =>
  key.startsWith(q) ||
  (q.startsWith("npub1") && nip19.npubEncode(key).startsWith(q)) ||
  (!nameless && nameOf(key).toLowerCase().includes(q))

function leave(row: RelayRow, pubkey: string): void {
  row.members = row.members.filter((one) => one !== pubkey)
  row.left = [...(row.left ?? []), pubkey]
}

/** Members, bans and invites of a relay, as far as its state and its plan allow. */
export class PeopleDesk {
  constructor(private readonly desk: MockDesk) {}

  /** Whether the person was no member before. */
  add(row: RelayRow, pubkey: string, caller: Caller): boolean {
    this.checkManaged(row, pubkey)
    if (everyone(row).includes(pubkey)) return false
    const plan = this.desk.world.plans.find(({ id }) => id === row.relay.plan_id)
    const now = everyone(row).length
    if (plan && plan.members !== null && now >= plan.members) {
      const people = now === 1 ? "1 member" : `${now} members`
      const sentence = `This relay has ${people}, as many as the plan ${plan.name} allows.`
      throw new Problem(422, "member-limit-exceeded", `${sentence} Remove someone first, or choose a larger plan.`)
    }
    row.bans = row.bans.filter((ban) => ban.pubkey !== pubkey)
    row.members.push(pubkey)
    this.changed(row, caller, "add_member", { pubkey })
    return true
  }

  /** Whether the person was a member before. */
  remove(row: RelayRow, pubkey: string, caller: Caller): boolean {
    this.checkLeaving(row, pubkey, "removed")
    if (!everyone(row).includes(pubkey)) return false
    leave(row, pubkey)
    this.changed(row, caller, "remove_member", { pubkey })
    return true
  }

  ban(row: RelayRow, { pubkey, reason }: Ban, caller: Caller): void {
    this.checkLeaving(row, pubkey, "banned")
    leave(row, pubkey)
    row.bans = [...row.bans.filter((one) => one.pubkey !== pubkey), { pubkey, reason }]
    this.changed(row, caller, "ban_member", { pubkey, ...(reason ? { reason } : {}) })
  }

  liftBan(row: RelayRow, pubkey: string, caller: Caller): void {
    this.checkManaged(row, pubkey)
    if (!row.bans.some((one) => one.pubkey === pubkey)) return
    row.bans = row.bans.filter((one) => one.pubkey !== pubkey)
    this.changed(row, caller, "unban_member", { pubkey })
  }

  /** Ascending, as the server lists them. Without a parameter the list is whole. */
  members(row: RelayRow, query: URLSearchParams, variants: ReadonlySet<Variant>): Page<string> & { names?: Names } {
    const all = everyone(row)
    if (!["q", "limit", "cursor"].some((name) => query.has(name))) {
      return { rows: all, total: all.length, matched: all.length }
    }
    const limit = Number(query.get("limit") ?? LIMIT_DEFAULT)
    if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
      throw invalid("limit", "The limit is a number from 1 to 500.")
    }
    const cursor = query.get("cursor") ?? ""
    if (!/^([0-9a-f]{64})?$/.test(cursor)) throw invalid("cursor", "This cursor isn’t one of ours.")
    const q = (query.get("q") ?? "").trim().toLowerCase()
    if (q.length > Q_MAX) throw invalid("q", "Search for something shorter.")
    const nameless = variants.has("nameless")
    const found = q === "" ? all : all.filter((key) => matches(key, q, nameless))
    const rest = cursor ? found.filter((key) => key > cursor) : found
    const rows = rest.slice(0, limit)
    return {
      rows,
      total: all.length,
      matched: found.length,
      names: nameless ? "none" : "all",
      ...(rest.length > limit && { next: rows.at(-1) ?? "" }),
    }
  }

  state(row: RelayRow, pubkey: string, changed: boolean): Schemas["MemberState"] {
    const all = everyone(row)
    const members = all.length > LIMIT_MAX ? null : all
    return { pubkey, is_member: all.includes(pubkey), changed, total: all.length, members }
  }

  bans(row: RelayRow): { bans: Ban[] } {
    this.desk.checkOnline(row)
    this.checkManagement(row)
    return { bans: row.bans }
  }

  private checkLeaving(row: RelayRow, pubkey: string, how: string): void {
    if (pubkey === row.relay.tenant_pubkey) throw invalid("pubkey", `The owner of a relay can’t be ${how}.`)
    this.checkManaged(row, pubkey)
  }

  private checkManaged(row: RelayRow, pubkey: string): void {
    if (!/^[0-9a-f]{64}$/.test(pubkey)) throw invalid("pubkey", "That’s not a public key.")
    this.desk.checkOnline(row)
    this.checkManagement(row)
  }

  private checkManagement(row: RelayRow): void {
    if (row.relay.management_enabled) return
    throw new Problem(
      409,
      "management-disabled",
      "“Moderation from your app” is off for this relay. Turn it on in Settings first.",
    )
  }

  private changed(row: RelayRow, caller: Caller, type: string, detail: Record<string, unknown>): void {
    row.relay.member_count = everyone(row).length
    this.desk.did(row, caller, type, detail)
  }
}
