import type { components } from "~/api/schema.gen"
import { clock, day, type Seconds } from "~/domain/time"
import { text } from "~/i18n/en/status"
import { SETUP_STEPS, stepsDone } from "./setup-steps"

export type Relay = components["schemas"]["Relay"]

/**
 * The states for people. `active` is `settingUp` or `failed` before the relay was ever online, and `online` or
 * `notResponding` afterwards.
 */
export const RELAY_STATES = [
  "settingUp",
  "failed",
  "notResponding",
  "online",
  "offline",
  "unpaid",
  "suspended",
  "deleted",
] as const
export type RelayState = (typeof RELAY_STATES)[number]

/** The display of a state: `ui/status` draws the tone's shape, and the word says the same. */
export type StatusWords = { tone: "ok" | "due" | "bad" | "off" | "busy"; word: string; detail: string }

/** How long a deleted relay can be brought back, in seconds. */
const KEPT_SECONDS = 30 * 86_400

export function relayState(relay: Relay): RelayState {
  if (relay.deleted_at) return "deleted"
  switch (relay.status) {
    case "suspended":
      return "suspended"
    case "delinquent":
      return "unpaid"
    case "inactive":
      return "offline"
    case "active":
      return activeState(relay)
    default:
      return relay.status satisfies never
  }
}

function activeState(relay: Relay): RelayState {
  if (relay.provisioning === "active") return "online"
  if (relay.synced === 0) return relay.provisioning === "failed" ? "failed" : "settingUp"
  // It was online before. A change in progress keeps it online; a host that refuses or does not answer does not.
  return relay.not_responding_since == null && relay.sync_error === "" ? "online" : "notResponding"
}

export function relayStatus(relay: Relay, now: Seconds = Date.now() / 1000): StatusWords {
  const state = relayState(relay)
  switch (state) {
    case "settingUp":
      return { tone: "busy", word: text.settingUp, detail: text.stepsOf(stepsDone(relay), SETUP_STEPS) }
    case "failed":
      return { tone: "bad", word: text.setupFailed, detail: "" }
    case "notResponding":
      return {
        tone: "bad",
        word: text.notResponding,
        detail: relay.not_responding_since == null ? "" : text.since(sinceWords(relay.not_responding_since, now)),
      }
    case "online":
      return { tone: "ok", word: text.online, detail: "" }
    case "offline":
      return { tone: "off", word: text.offline, detail: isOfOther(relay) ? text.byOwner : text.byYou }
    case "unpaid":
      // A paid relay of a tenant who pays first: it goes online when its invoice is paid.
      return relay.awaiting_payment === 1
        ? { tone: "due", word: text.payToStart, detail: "" }
        : { tone: "due", word: text.offline, detail: text.unpaid }
    case "suspended":
      return { tone: "bad", word: text.suspended, detail: "" }
    case "deleted":
      return { tone: "off", word: text.deleted, detail: text.forGoodOn(day(goneAt(relay) ?? now, now)) }
    default:
      return state satisfies never
  }
}

/** `12:40` today, `17 Nov` before. */
const sinceWords = (at: Seconds, now: Seconds): string => (day(at, now) === day(now, now) ? clock(at) : day(at, now))

/** When a deleted relay's messages are erased, in unix seconds; nothing for one that is not deleted. */
export const goneAt = (relay: Relay): number | undefined =>
  relay.deleted_at ? relay.deleted_at + KEPT_SECONDS : undefined

/** The name of a relay, or its address if it has none. */
export const relayName = (relay: Relay): string => relay.info_name || relay.subdomain

/** The address without a scheme: `club.example.com`. */
export const relayHost = (relay: Relay): string => hostOf(relay.subdomain, relay.zooid_domain)

export const hostOf = (label: string, domain: string): string => `${label}.${domain}`

/** Whether the relay belongs to someone else than the reader. Lists of one tenant’s relays have no role. */
const isOfOther = (relay: Relay): boolean => relay.role !== undefined && relay.role !== "owner"

/** What a person is to a relay; each role may do more than the one after it. */
export type RelayRole = "owner" | "co_owner" | "moderator"

type Account = { pubkey: string; isAdmin: boolean } | undefined

/** The role of the reader. An operator acts as the owner, except for a relay that they help to run as well. */
export function relayRole(relay: Relay, account: Account): RelayRole | undefined {
  if (account === undefined) return undefined
  if (account.isAdmin || account.pubkey === relay.tenant_pubkey) return "owner"
  return relay.role === "co_owner" || relay.role === "moderator" ? relay.role : undefined
}

/** The possible actions on a relay in its current state. The server decides; this only hides what it would refuse. */
export type RelayCan = {
  /** Its settings, exports and imports. */
  edit: boolean
  /** What costs money: the plan. */
  changePlan: boolean
  /** Who runs the relay, and who owns it. */
  nameTeam: boolean
  takeOffline: boolean
  bringOnline: boolean
  /** Removed from lists at once, erased after 30 days. */
  remove: boolean
  restore: boolean
  /** Members, bans and invites are stored by the relay itself, so it must be online. */
  manageMembers: boolean
  suspend: boolean
  unsuspend: boolean
}

export function relayCan(relay: Relay, account: Account): RelayCan {
  const state = relayState(relay)
  const deleted = state === "deleted"
  const role = relayRole(relay, account)
  const mine = role === "owner"
  const admin = account?.isAdmin === true
  return {
    edit: (mine || role === "co_owner") && !deleted,
    changePlan: mine && !deleted,
    nameTeam: mine && !deleted,
    takeOffline: mine && !deleted && relay.status === "active",
    bringOnline: mine && (state === "offline" || state === "unpaid") && relay.awaiting_payment !== 1,
    remove: mine && !deleted,
    restore: mine && deleted,
    manageMembers: role !== undefined && !deleted && state === "online" && relay.management_enabled === 1,
    suspend: admin && !deleted && state !== "suspended",
    unsuspend: admin && state === "suspended",
  }
}
