import type { RelayAct } from "./message-routes.ts"
import type { PeopleDesk } from "./people-desk.ts"
import { text } from "./rules.ts"
import { paged, REASON_MAX } from "./server.ts"

/** The routes for the members and the bans of a relay. */
export const memberRoutes = (desk: PeopleDesk): Record<string, RelayAct> => ({
  "GET /relays/*/members": (row, _id, { query, variants }) => {
    const { names, ...found } = desk.members(row, query, variants)
    return paged(found, "members", { ...(names && { names }) })
  },
  "PUT /relays/*/members/*": (row, who, _, caller) => desk.state(row, who, desk.add(row, who, caller)),
  "DELETE /relays/*/members/*": (row, who, _, caller) => desk.state(row, who, desk.remove(row, who, caller)),
  "GET /relays/*/bans": (row) => desk.bans(row),
  "PUT /relays/*/bans/*": (row, pubkey, { body }, caller) => {
    desk.ban(row, { pubkey, reason: text(body, "reason", REASON_MAX) ?? "" }, caller)
    return desk.bans(row)
  },
  "DELETE /relays/*/bans/*": (row, who, _, caller) => {
    desk.liftBan(row, who, caller)
    return desk.bans(row)
  },
})
