import { type Relay, type RelayState, relayHost, relayName, relayState } from "./relay"

/** The states of the filter; `offline` means taken offline by its owner, or unpaid. */
export const LIST_STATES = [
  "online",
  "settingUp",
  "notResponding",
  "failed",
  "offline",
  "suspended",
  "deleted",
] as const
export type ListState = (typeof LIST_STATES)[number]

export const LIST_ORDERS = ["newest", "oldest", "name", "members"] as const
export type ListOrder = (typeof LIST_ORDERS)[number]

/** The filter and order of a list; `""` = all. It is in the page's address. */
export type ListView = { q: string; status: ListState | ""; plan: string; order: ListOrder }

/** Reads a view from an address, ignoring invalid values. */
export function listView(params: { [name: string]: string | string[] | undefined }): ListView {
  const one = (name: string) => [params[name]].flat()[0] ?? ""
  return {
    q: one("q"),
    status: LIST_STATES.find((state) => state === one("status")) ?? "",
    plan: one("plan"),
    order: LIST_ORDERS.find((order) => order === one("sort")) ?? "newest",
  }
}

export const isNarrowed = (view: ListView): boolean => view.q.trim() !== "" || view.status !== "" || view.plan !== ""

/** The relays of the view, in its order. */
export function listed(relays: readonly Relay[], view: ListView): Relay[] {
  const words = plain(view.q).split(/\s+/).filter(Boolean)
  return relays
    .filter((relay) => view.status === "" || asListed(relayState(relay)) === view.status)
    .filter((relay) => view.plan === "" || relay.plan_id === view.plan)
    .filter((relay) => words.length === 0 || matches(relay, words))
    .sort(comparing[view.order])
}

const asListed = (state: RelayState): ListState => (state === "unpaid" ? "offline" : state)

function matches(relay: Relay, words: readonly string[]): boolean {
  const said = plain(`${relay.info_name} ${relayHost(relay)} ${relay.id}`)
  return words.every((word) => said.includes(word))
}

/** Without case and accents: `cafe` finds the Café. */
const plain = (said: string) =>
  said
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()

let names: Intl.Collator | undefined
/** Natural order: `Club 2` before `Club 10`. */
function byName(a: Relay, b: Relay): number {
  names ??= new Intl.Collator("en", { numeric: true })
  return names.compare(relayName(a), relayName(b))
}

/** Ids are compared without a language. */
const byId = (a: Relay, b: Relay) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

const comparing: Readonly<Record<ListOrder, (a: Relay, b: Relay) => number>> = {
  newest: (a, b) => b.created_at - a.created_at || byId(b, a),
  oldest: (a, b) => a.created_at - b.created_at || byId(a, b),
  name: byName,
  members: (a, b) => (b.member_count ?? 0) - (a.member_count ?? 0) || byName(a, b),
}
