import type { MessagesDesk } from "./messages-desk.ts"
import type { RelayRow } from "./objects.ts"
import { text } from "./rules.ts"
import { type Ask, REASON_MAX } from "./server.ts"
import type { Caller } from "./sign-in.ts"

/** The answer for a relay; `id` is the second part of the path that varies. */
export type RelayAct = (row: RelayRow, id: string, ask: Ask, caller: Caller) => unknown

/** The routes for the messages of a relay. */
export const messageRoutes = (desk: MessagesDesk): Record<string, RelayAct> => ({
  "GET /relays/*/events": (row, _id, { query }) => desk.list(row, query),
  "GET /relays/*/reports": (row) => desk.reports(row),
  "DELETE /relays/*/reports/*": (row, subject, { variants }, caller) => desk.dismiss(row, subject, caller, variants),
  "GET /relays/*/banned-events": (row, _id, { variants }) => desk.banned(row, variants),
  "PUT /relays/*/banned-events/*": (row, event, { body, variants }, caller) =>
    desk.ban(row, event, text(body, "reason", REASON_MAX) ?? "", caller, variants),
  "DELETE /relays/*/banned-events/*": (row, event, { variants }, caller) => desk.allow(row, event, caller, variants),
})
