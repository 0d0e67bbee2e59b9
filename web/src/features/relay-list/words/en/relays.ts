import { grouped } from "~/domain/figure"

/** The list of one's relays, and what a row of any list of relays says. */
const relays = (count: number) => `${grouped(count)} ${count === 1 ? "relay" : "relays"}`

export const text = {
  title: "My relays",
  lead: "Each relay is the home of one community, with its own members and rules.",
  add: "Create relay",
  find: "Find by name or address",
  status: "Status",
  plan: "Plan",
  sort: "Sort",
  all: "All",
  states: {
    online: "Online",
    settingUp: "Setting up",
    notResponding: "Not responding",
    failed: "Setup failed",
    offline: "Offline",
    suspended: "Suspended",
    deleted: "Deleted",
  },
  orders: { newest: "Newest first", oldest: "Oldest first", name: "By name", members: "Most members" },
  count: (shown: number, all: number) => (shown === all ? relays(all) : `${grouped(shown)} of ${relays(all)}`),
  loading: "Loading your relays",
  list: "Relays",
  empty: {
    title: "Create your first relay",
    text: "A relay is the home of a community, with its own address, members and rules. All you need is a name.",
    deleted: "Deleted relays",
  },
  nothing: (query: string) => (query ? `Nothing matches “${query}”.` : "No relays match these filters."),
  nothingDeleted: "Nothing was deleted in the last 30 days.",
  row: {
    members: (count: number) => [grouped(count), count === 1 ? "member" : "members"] as const,
    membersOf: (count: number, limit: number) => [grouped(count), `of ${grouped(limit)} members`] as const,
    membersLabel: (count: number, limit: number) => `${grouped(count)} of ${grouped(limit)} members`,
    noMembers: "No members yet",
    noCharge: "No charge",
    oncePaid: (plan: string) => `${plan} once paid`,
    notCharged: "Not charged",
    monthly: (price: string) => `${price} a month`,
  },
} as const
