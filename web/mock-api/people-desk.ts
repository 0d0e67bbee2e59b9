import type { MockDesk } from "./desk.ts"
import type { Ban, RelayRow } from "./objects.ts"
import { invalid, Problem } from "./problem.ts"
import type { Caller } from "./sign-in.ts"

/** Members, bans and invites of a relay, as far as its state and its plan allow. */
export class PeopleDesk {
  constructor(private readonly desk: MockDesk) {}

  add(row: RelayRow, pubkey: string, caller: Caller): void {
    this.checkManaged(row, pubkey)
    if (row.members.includes(pubkey)) return
    const plan = this.desk.world.plans.find(({ id }) => id === row.relay.plan_id)
    const now = row.members.length
    if (plan && plan.members !== null && now >= plan.members) {
      const people = now === 1 ? "1 member" : `${now} members`
      const sentence = `This relay has ${people}, as many as the plan ${plan.name} allows.`
      throw new Problem(422, "member-limit-exceeded", `${sentence} Remove someone first, or choose a larger plan.`)
    }
    row.bans = row.bans.filter((ban) => ban.pubkey !== pubkey)
    row.members.push(pubkey)
    this.changed(row, caller, "add_member", { pubkey })
  }

  remove(row: RelayRow, pubkey: string, caller: Caller): void {
    this.checkLeaving(row, pubkey, "removed")
    if (!row.members.includes(pubkey)) return
    row.members = row.members.filter((one) => one !== pubkey)
    this.changed(row, caller, "remove_member", { pubkey })
  }

  ban(row: RelayRow, { pubkey, reason }: Ban, caller: Caller): void {
    this.checkLeaving(row, pubkey, "banned")
    row.members = row.members.filter((one) => one !== pubkey)
    row.bans = [...row.bans.filter((one) => one.pubkey !== pubkey), { pubkey, reason }]
    this.changed(row, caller, "ban_member", { pubkey, ...(reason ? { reason } : {}) })
  }

  liftBan(row: RelayRow, pubkey: string, caller: Caller): void {
    this.checkManaged(row, pubkey)
    if (!row.bans.some((one) => one.pubkey === pubkey)) return
    row.bans = row.bans.filter((one) => one.pubkey !== pubkey)
    this.changed(row, caller, "unban_member", { pubkey })
  }

  /** Ascending, as the server lists them. */
  members(row: RelayRow): { members: string[] } {
    return { members: row.members.toSorted() }
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
    row.relay.member_count = row.members.length
    this.desk.did(row, caller, type, detail)
  }
}
