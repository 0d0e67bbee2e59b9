import { createHash } from "node:crypto"
import type { components } from "../src/api/schema.gen"
import type { MockDesk } from "./desk.ts"
import type { RelayRow } from "./objects.ts"
import { invalid, notFound, Problem } from "./problem.ts"
import type { Body } from "./rules.ts"
import type { Caller } from "./sign-in.ts"
import type { Variant } from "./variant.ts"

type Invite = components["schemas"]["InviteCode"]
/** Its link depends on the host that a test asks for. */
type Stored = Omit<Invite, "link">

const PLATFORM = "https://example.com"

const sha256 = (code: string) => createHash("sha256").update(code, "utf8").digest("hex")

function linkOf(row: RelayRow, code: string, variants: Set<Variant>): string {
  const page = variants.has("zooid")
    ? `${PLATFORM}/join/${row.relay.url.replace(/^wss?:\/\//, "")}`
    : `${row.relay.url.replace(/^ws/, "http")}/join`
  return `${page}?c=${code}`
}

const END_MAX = 4_102_444_799
const USES_MAX = 100_000

/** The invite codes of relays; each relay has its own standing one. */
export class InvitesDesk {
  private readonly stored = new Map<string, Stored[]>()
  private made = 0

  constructor(
    private readonly desk: MockDesk,
    private readonly now: () => number,
  ) {}

  /** The relay's own invite, which it makes again after a revocation. */
  standing(row: RelayRow, variants: Set<Variant>): components["schemas"]["Invite"] {
    this.desk.checkOnline(row)
    const own = this.of(row).find((one) => one.standing) ?? invite(`AGAIN${++this.made}`, { standing: true })
    if (!this.of(row).includes(own)) this.stored.set(row.relay.id, [own, ...this.of(row)])
    return { claim: own.code, relay: row.relay.url, link: linkOf(row, own.code, variants) }
  }

  list(row: RelayRow, variants: Set<Variant>): components["schemas"]["Invites"] {
    this.desk.checkOnline(row)
    return {
      relay: row.relay.url,
      limits: !variants.has("zooid"),
      invites: this.of(row).map((one) => ({ ...one, link: linkOf(row, one.code, variants) })),
    }
  }

  create(row: RelayRow, body: Body, caller: Caller, variants: Set<Variant>): Invite {
    const expires_at = limit(body, "expires_at", END_MAX)
    const uses_max = limit(body, "uses_max", USES_MAX)
    if (expires_at !== null && expires_at <= this.now()) throw invalid("expires_at", "Choose an end in the future.")
    this.desk.checkOnline(row)
    if (variants.has("zooid") && (expires_at !== null || uses_max !== null)) {
      const sentence = "This relay’s software makes only invites without an end and a number of uses."
      throw new Problem(409, "invites-unsupported", sentence)
    }
    const made = invite(`MOCK${++this.made}`, { expires_at, uses_max, uses: uses_max === null ? null : 0 })
    this.stored.set(row.relay.id, [...this.of(row), made])
    this.desk.did(row, caller, "create_invite", { expires_at: expires_at ?? 0, uses_max: uses_max ?? 0 })
    return { ...made, link: linkOf(row, made.code, variants) }
  }

  revoke(row: RelayRow, id: string, caller: Caller): { id: string } {
    if (!/^[0-9a-f]{64}$/.test(id)) throw invalid("hash", "That’s not the id of an invite.")
    this.desk.checkOnline(row)
    const all = this.of(row)
    if (!all.some((one) => one.id === id)) throw notFound()
    this.stored.set(
      row.relay.id,
      all.filter((one) => one.id !== id),
    )
    this.desk.did(row, caller, "delete_invite", {})
    return { id }
  }

  private of(row: RelayRow): Stored[] {
    const known = this.stored.get(row.relay.id) ?? [invite("7K2MQX9T", { standing: true })]
    this.stored.set(row.relay.id, known)
    return known
  }
}

const invite = (code: string, more: Partial<Stored>): Stored => ({
  id: sha256(code),
  code,
  expires_at: null,
  uses_max: null,
  uses: null,
  standing: false,
  ...more,
})

function limit(body: Body, field: string, max: number): number | null {
  const value = body[field]
  if (value === undefined || value === null) return null
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= max) return value
  throw invalid(field, `This must be a whole number from 1 to ${max}.`)
}
