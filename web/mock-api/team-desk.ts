import type { components } from "../src/api/schema.gen"
import type { Clock, MockDesk } from "./desk.ts"
import type { RelayRow } from "./objects.ts"
import { invalid, notFound, Problem } from "./problem.ts"
import { text } from "./rules.ts"
import type { Act } from "./server.ts"
import type { Caller } from "./sign-in.ts"
import type { TransferBill } from "./transfer-bill.ts"

type Team = components["schemas"]["Team"]
type TransferPrice = components["schemas"]["TransferPrice"]

const TEAM_MAX = 20
const OFFER_SECONDS = 7 * 86_400
const KEY = /^[0-9a-f]{64}$/

/** The teams of relays, and the offers to transfer them. */
export function declareTeams(
  desk: MockDesk,
  bill: TransferBill,
  clock: Clock,
  on: (line: string, act: Act) => void,
): void {
  const shown = (row: RelayRow): Team => ({
    owner: row.relay.tenant_pubkey,
    team: row.team,
    transfer: row.offer ?? null,
  })
  const offered = (id: string, caller: Caller) => {
    const row = desk.world.relays.get(id)
    if (!row?.offer || (row.offer.to !== caller.pubkey && !caller.admin)) throw notFound()
    if (row.offer.to !== caller.pubkey) {
      throw new Problem(403, "forbidden", "Only the person to whom a relay is offered can answer.")
    }
    return row
  }
  on("GET /relays/*/team", ({ path }, caller) => shown(desk.row(path[0] ?? "", caller, "moderator")))
  on("PUT /relays/*/team/*", ({ path: [id = "", pubkey = ""], body }, caller) => {
    const row = desk.row(id, caller)
    const role = text(body, "role", 100)
    if (role !== "co_owner" && role !== "moderator") throw invalid("role", "Choose the role co_owner or moderator.")
    if (!KEY.test(pubkey)) throw invalid("pubkey", "That’s not a public key.")
    if (pubkey === row.relay.tenant_pubkey) throw invalid("pubkey", "The owner of a relay can do everything already.")
    const known = row.team.some((one) => one.pubkey === pubkey)
    if (!known && row.team.length >= TEAM_MAX) {
      const sentence = `A relay’s team can have ${TEAM_MAX} people. Remove someone from the team first.`
      throw invalid("pubkey", sentence)
    }
    const member = { pubkey, role, since: clock.now() } as const
    row.team = known ? row.team.map((one) => (one.pubkey === pubkey ? member : one)) : [...row.team, member]
    desk.did(row, caller, "set_team_role", { pubkey, role })
    return shown(row)
  })
  on("DELETE /relays/*/team/*", ({ path: [id = "", pubkey = ""] }, caller) => {
    const row = desk.row(id, caller, "moderator")
    const decides = row.relay.tenant_pubkey === caller.pubkey || caller.admin
    if (pubkey !== caller.pubkey && !decides) {
      throw new Problem(403, "forbidden", "Only the owner of this relay can remove someone else from the team.")
    }
    const member = row.team.find((one) => one.pubkey === pubkey)
    if (!member) throw notFound()
    const type = pubkey === caller.pubkey ? "leave_team" : "remove_team_member"
    desk.did(row, caller, type, { pubkey, role: member.role })
    row.team = row.team.filter((one) => one !== member)
    return shown(row)
  })
  on("POST /relays/*/transfer", ({ path, body }, caller) => {
    const row = desk.row(path[0] ?? "", caller)
    if (row.relay.tenant_pubkey !== caller.pubkey) {
      throw new Problem(403, "forbidden", "Only the owner of a relay can transfer it.")
    }
    const pubkey = text(body, "pubkey", 100) ?? ""
    if (!KEY.test(pubkey)) throw invalid("pubkey", "That’s not a public key.")
    if (pubkey === caller.pubkey) throw invalid("pubkey", "This relay is yours already.")
    bill.refuse(row)
    const earlier = row.offer?.to
    row.offer = { to: pubkey, created_at: clock.now(), expires_at: clock.now() + OFFER_SECONDS }
    desk.did(row, caller, "offer_transfer", { pubkey })
    if (earlier && earlier !== pubkey) tell(earlier)
    tell(pubkey)
    return shown(row)
  })
  on("DELETE /relays/*/transfer", ({ path }, caller) => {
    const row = desk.row(path[0] ?? "", caller)
    if (!row.offer) throw new Problem(409, "conflict", "This relay isn’t offered to anyone.")
    const { to } = row.offer
    row.offer = undefined
    desk.did(row, caller, "withdraw_transfer", { pubkey: to })
    tell(to)
    return shown(row)
  })
  on("POST /relays/*/transfer/quote", ({ path, variants }, caller): TransferPrice => {
    const row = offered(path[0] ?? "", caller)
    bill.refuse(row)
    const status = row.base === "active" ? "active" : "inactive"
    const { plan_id, interval } = row.relay
    return { plan_id, interval, status, quote: bill.quote(row, caller.pubkey, variants) }
  })
  on("POST /relays/*/transfer/accept", ({ path, body, variants }, caller) => {
    const row = offered(path[0] ?? "", caller)
    bill.refuse(row)
    const plan = text(body, "plan_id")
    const due = typeof body.due === "number" ? body.due : 0
    if (due > 0 && !plan) throw invalid("plan_id", "Confirm the plan as well.")
    const asked = bill.quote(row, caller.pubkey, variants).due.amount
    if (asked > due || (plan && plan !== row.relay.plan_id)) {
      const sentence = "The plan or the price of this relay is not the one that you confirmed."
      throw new Problem(409, "conflict", `${sentence} Check the new price and accept again.`)
    }
    desk.ensure(caller.pubkey)
    const from = row.relay.tenant_pubkey
    row.offer = undefined
    row.team = row.team.filter(({ pubkey }) => pubkey !== caller.pubkey)
    row.relay.tenant_pubkey = caller.pubkey
    desk.did(row, caller, "accept_transfer", { from, to: caller.pubkey })
    bill.move(row, from, variants)
    tell(caller.pubkey)
    return { ...desk.shown(row), role: "owner" as const }
  })
  on("POST /relays/*/transfer/decline", ({ path }, caller) => {
    const row = offered(path[0] ?? "", caller)
    row.offer = undefined
    desk.did(row, caller, "decline_transfer", { pubkey: caller.pubkey })
    tell(caller.pubkey)
    return shared(caller.pubkey, caller)
  })
  on("GET /tenants/*/team-relays", ({ path: [pubkey = ""] }, caller) => {
    if (pubkey !== caller.pubkey && !caller.admin) throw notFound()
    return shared(pubkey, caller)
  })
  const shared = (pubkey: string, caller: Caller): components["schemas"]["TeamRelays"] => {
    const rows = [...desk.world.relays.values()].filter(({ deleted }) => !deleted)
    const person: Caller = { ...caller, pubkey, admin: false }
    return {
      relays: rows
        .filter(({ team }) => team.some((one) => one.pubkey === pubkey))
        .map((row) => desk.shownTo(person, row)),
      offers: offersTo(pubkey),
    }
  }
  const offersTo = (pubkey: string): components["schemas"]["OfferedRelay"][] =>
    [...desk.world.relays.values()].flatMap(({ relay, offer, deleted }) =>
      offer?.to === pubkey && !deleted
        ? [
            {
              relay_id: relay.id,
              name: relay.info_name,
              url: relay.url,
              from: relay.tenant_pubkey,
              expires_at: offer.expires_at,
            },
          ]
        : [],
    )
  const tell = (pubkey: string) => desk.stream.tell(pubkey, "offers", { offers: offersTo(pubkey) })
}
