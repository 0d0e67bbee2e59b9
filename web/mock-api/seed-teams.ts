import { ACCOUNTS, person } from "./people.ts"
import type { Seeding } from "./seed.ts"

const DAY = 86_400

/** A co-owner and moderators, and an offer to transfer a relay. */
export function seedTeams(seeding: Seeding, now: number): void {
  const row = (label: string) => {
    const found = [...seeding.world.relays.values()].find(({ relay }) => relay.subdomain === label)
    if (!found) throw new Error(`the mock has no ${label}`)
    return found
  }
  const { helper, owner } = ACCOUNTS
  const since = now - 20 * DAY
  const choir = row("lisbon-choir")
  choir.team = [
    { pubkey: helper.pubkey, role: "co_owner", since },
    { pubkey: person(0).pubkey, role: "moderator", since: since + DAY },
  ]
  for (const { pubkey, role } of choir.team) {
    seeding.did(owner.pubkey, "set_team_role", "relay", choir.relay.id, since, { pubkey, role })
  }
  row("open-square").team = [{ pubkey: helper.pubkey, role: "moderator", since }]
  row("club-3").offer = { to: helper.pubkey, created_at: now - DAY, expires_at: now + 6 * DAY }
}
