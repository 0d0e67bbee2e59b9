import type { Component } from "solid-js"
import { text } from "~/components/frame/words/en/keyboard"
import { type Relay, relayHost, relayName, relayStatus, type StatusWords } from "~/domain/relay/relay"
import { paths } from "~/paths"

/** Most listed relays; more letters find the others. */
const RELAYS_MAX = 7
/** With fewer matching relays than this, actions for the first one are offered too. */
const FEW = 3

/** The effect of an item: navigation or an action. */
export type Deed = "light" | "dark" | "system" | "shortcuts" | "logOut"
export type Item = {
  id: string
  label: string
  /** Also found by these words. */
  words: string
  to?: string
  deed?: Deed
  relay?: { seed: string; icon: string; status: StatusWords }
  icon?: IconName
  key?: string
}
export type IconName =
  | "page"
  | "members"
  | "settings"
  | "activity"
  | "add"
  | "appearance"
  | "keyboard"
  | "leave"
  | "find"
export type Group = { label: string; items: Item[] }
export type Icons = Record<IconName, Component<{ size?: number; class?: string }>>

const words = text.palette

/** Lower case without accents, for searching. */
export const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

function matches(item: { label: string; words: string }, sought: string): boolean {
  const hay = folded(`${item.label} ${item.words}`)
  return folded(sought)
    .split(/\s+/)
    .every((part) => hay.includes(part))
}

const page = (label: string, to: string, icon: IconName = "page", key?: string): Item => ({
  id: to,
  label,
  words: "",
  to,
  icon,
  ...(key && { key }),
})

/** The items of a member's pages, without the operator's. */
export function memberGroups(relays: readonly Relay[], sought: string): Group[] {
  const found = relays.filter((relay) => matches({ label: relayName(relay), words: relayHost(relay) }, sought))
  return withoutEmpty([
    { label: words.relays, items: found.slice(0, RELAYS_MAX).map(relayItem) },
    { label: words.goTo, items: [...about(found, sought), ...only(sought, goTo)] },
    { label: words.actions, items: only(sought, actions) },
  ])
}

/** The items of an operator: pages, and searches of the lists for the typed text. */
export function operatorGroups(sought: string): Group[] {
  const query = encodeURIComponent(sought)
  const lists = sought
    ? [
        page(words.findTenant(sought), `${paths.adminTenants}?q=${query}`, "find"),
        page(words.findRelay(sought), `${paths.adminRelays}?q=${query}`, "find"),
      ]
    : []
  return withoutEmpty([
    { label: words.goTo, items: [...only(sought, operatorGoTo), ...lists] },
    { label: words.actions, items: only(sought, commonActions) },
  ])
}

const relayItem = (relay: Relay): Item => ({
  id: relay.id,
  label: relayName(relay),
  words: relayHost(relay),
  to: paths.relay(relay.id),
  relay: { seed: relay.id, icon: relay.info_icon, status: relayStatus(relay) },
})

function about(found: readonly Relay[], sought: string): Item[] {
  const first = found[0]
  if (!sought || !first || found.length > FEW) return []
  const name = relayName(first)
  return [
    page(words.members(name), paths.relayMembers(first.id), "members"),
    page(words.activity(name), paths.relayActivity(first.id), "activity"),
    page(words.settings(name), paths.editRelay(first.id), "settings"),
  ]
}

const goTo = [page(words.allRelays, paths.relays, "page", "G R"), page(words.account, paths.account, "page", "G A")]
const operatorGoTo = [
  page(words.overview, paths.admin),
  page(words.tenants, paths.adminTenants),
  page(words.adminRelays, paths.adminRelays),
  page(words.invoices, paths.adminInvoices),
  page(words.reports, paths.adminReports),
  page(words.broadcasts, paths.adminBroadcasts),
  page(words.invitations, paths.adminInvitations),
  page(words.audit, paths.adminAudit),
  page(words.backToMine, paths.relays),
]

const deed = (label: string, deed: Deed, icon: IconName, words = "", key?: string): Item => ({
  id: deed,
  label,
  words,
  deed,
  icon,
  ...(key && { key }),
})

const commonActions = [
  deed(words.light, "light", "appearance", "theme"),
  deed(words.dark, "dark", "appearance", "theme"),
  deed(words.system, "system", "appearance", "theme light dark"),
  deed(words.shortcuts, "shortcuts", "keyboard", "", "?"),
  deed(words.logOut, "logOut", "leave"),
]
const actions = [page(words.add, paths.newRelay, "add", "N"), ...commonActions]

const only = (sought: string, items: Item[]) => items.filter((item) => matches(item, sought))
const withoutEmpty = (groups: Group[]) => groups.filter((group) => group.items.length > 0)
