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
  accountSuspended: "The host suspended your account.",
  loading: "Loading your relays",
  list: "Relays",
  empty: {
    title: "Create your first relay",
    text: "A relay is the home of a community, with its own address, members and rules. All you need is a name.",
    deleted: "Deleted relays",
  },
  shared: {
    title: "Relays you help run",
    list: "Relays you help run",
    roles: { co_owner: "Co-owner", moderator: "Moderator" },
    failed: "We couldn’t load the relays you help run.",
  },
  offer: {
    title: (name: string) => `${name} is offered to you`,
    text: (owner: string, day: string) =>
      `${owner} wants to give you this relay. If you accept, you own it and pay for its plan from then on. The offer ends on ${day}.`,
    asking: "Working out what you would pay.",
    pay: (sum: string, span: string) => `You pay ${sum} now, for ${span}.`,
    credit: (span: string) => `You pay nothing now: your credit covers ${span}.`,
    after: (plan: string, monthly: string) => `${plan} costs ${monthly} a month after that.`,
    afterYear: (plan: string, yearly: string) => `${plan} costs ${yearly} a year after that.`,
    free: (plan: string) => `It’s on ${plan}, so you pay nothing.`,
    nothing: "You pay nothing now.",
    offline: "It’s offline, so you pay nothing until you bring it back.",
    uncharged: "Payments are off on this server, so you pay nothing.",
    accept: "Accept",
    decline: "Decline",
    confirm: (name: string) => `Become the owner of ${name}?`,
    consequence:
      "You own the relay from now on: its settings, its members and whatever its plan costs. Its former owner loses access to them.",
    cancel: "Not now",
    accepted: (name: string) => `${name} is yours.`,
    declined: "You declined the relay.",
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
