import type { components } from "~/api/schema.gen"
import { moneyText, totalIn } from "~/domain/billing/money"
import { isPubkey, shortId } from "~/domain/nostr"
import { text } from "~/i18n/en/activity"

export type Activity = components["schemas"]["Activity"]

/** The topic of an entry, for its icon and the filter. */
export type ActivityTopic = "setup" | "settings" | "people" | "status" | "money" | "other"

export const ACTIVITY_TOPICS: readonly ActivityTopic[] = ["settings", "people", "status", "setup", "money"]

/** An entry as a sentence. `detail` is untrusted text of the server or a person, never markup. */
export type Told = { topic: ActivityTopic; sentence: string; detail?: string }

export type Teller = {
  /** The reader's key; their own acts are shown as "You". */
  viewer?: string | undefined
  /** A plan's name by its id, where it is known. */
  planName?: (id: string) => string | undefined
  /** A person's name by public key, where it is known. */
  personName?: (pubkey: string) => string | undefined
}

type Detail = Record<string, unknown>

/** Formats one entry as a sentence. An unknown type is still readable. */
export function tell(activity: Activity, teller: Teller = {}): Told {
  const who = whoOf(activity, teller)
  const detail: Detail = activity.detail ?? {}
  const person = () => personOf(detail, teller)
  switch (activity.activity_type) {
    case "create_tenant":
      return { topic: "status", sentence: text.createdTenant(who) }
    case "update_tenant":
      return { topic: "settings", sentence: text.updatedTenant(who) }
    case "suspend_tenant":
      return { topic: "status", sentence: text.suspendedTenant(who), ...reasonOf(detail) }
    case "unsuspend_tenant":
      return { topic: "status", sentence: text.unsuspendedTenant(who), ...reasonOf(detail) }
    case "create_relay":
      return { topic: "setup", sentence: text.createdRelay(who) }
    case "adopt_relay":
      return { topic: "setup", sentence: text.adoptedRelay }
    case "update_relay":
      return { topic: "settings", sentence: changes(who, detail, teller) }
    case "activate_relay":
      return isPubkey(activity.actor)
        ? { topic: "status", sentence: text.activated(who) }
        : { topic: "money", sentence: text.paidAndStarted }
    case "await_relay_payment":
      return { topic: "money", sentence: awaited(who, detail, teller) }
    case "cancel_relay_payment":
      return { topic: "money", sentence: text.notPaidNotStarted }
    case "deactivate_relay":
      return { topic: "status", sentence: text.deactivated(who) }
    case "delete_relay":
      return { topic: "status", sentence: text.deleted(who) }
    case "suspend_relay":
      return { topic: "status", sentence: text.suspended(who), ...reasonOf(detail) }
    case "unsuspend_relay":
      return { topic: "status", sentence: text.unsuspended(who), ...reasonOf(detail) }
    case "mark_relay_delinquent":
      return { topic: "money", sentence: text.delinquent }
    case "complete_relay_sync":
      return { topic: "setup", sentence: text.synced }
    case "fail_relay_sync":
      return { topic: "setup", sentence: text.syncFailed, ...errorOf(detail) }
    case "verify_domain":
      return { topic: "settings", sentence: text.domainVerified(domainIn(detail)) }
    case "release_domain":
      return { topic: "settings", sentence: text.domainReleased(domainIn(detail)) }
    case "add_member":
    case "allow_member":
      return { topic: "people", sentence: text.memberAdded(who, person()) }
    case "remove_member":
      return { topic: "people", sentence: text.memberRemoved(who, person()) }
    case "ban_member":
      return { topic: "people", sentence: text.memberBanned(who, person()), ...reasonOf(detail) }
    case "unban_member":
      return { topic: "people", sentence: text.memberUnbanned(who, person()) }
    case "set_team_role":
      return {
        topic: "people",
        sentence: (detail.role === "co_owner" ? text.madeCoOwner : text.madeModerator)(who, person()),
      }
    case "remove_team_member":
      return { topic: "people", sentence: text.removedFromTeam(who, person()) }
    case "leave_team":
      return { topic: "people", sentence: text.leftTeam(who) }
    case "offer_transfer":
      return { topic: "status", sentence: text.transferOffered(who, person()) }
    case "withdraw_transfer":
      return { topic: "status", sentence: text.transferWithdrawn(who) }
    case "decline_transfer":
      return { topic: "status", sentence: text.transferDeclined(personAs(activity.actor, teller)) }
    case "accept_transfer":
      return { topic: "status", sentence: text.transferAccepted(personAs(activity.actor, teller)) }
    case "export_relay":
      return { topic: "settings", sentence: text.exported(who) }
    case "export_relay_key":
      return { topic: "settings", sentence: text.exportedKey(who) }
    case "import_relay":
      return { topic: "settings", sentence: text.imported(who, importedIn(detail)) }
    case "create_room":
      return { topic: "settings", sentence: text.roomCreated(who, roomIn(detail)) }
    case "update_room":
      return { topic: "settings", sentence: text.roomChanged(who, roomIn(detail)) }
    case "delete_room":
      return { topic: "settings", sentence: text.roomDeleted(who, roomIn(detail)) }
    case "add_room_member":
      return { topic: "people", sentence: text.roomMemberAdded(who, person(), roomIn(detail)) }
    case "remove_room_member":
      return { topic: "people", sentence: text.roomMemberRemoved(who, person(), roomIn(detail)) }
    case "ban_event":
      return { topic: "people", sentence: text.messageRemoved(who, person()), ...reasonOf(detail) }
    case "unban_event":
      return {
        topic: "people",
        sentence: detail.restored === true ? text.messageRestored(who) : text.messageAllowed(who),
      }
    case "dismiss_report":
      return { topic: "people", sentence: text.reportDismissed(who, Number(detail.reports ?? 1)) }
    case "delete_file":
      return { topic: "people", sentence: text.fileDeleted(who) }
    case "delete_invite":
      return { topic: "people", sentence: text.inviteRevoked(who) }
    case "create_invite":
      return { topic: "people", sentence: text.invited(who) }
    case "create_invoice":
      return { topic: "money", sentence: text.invoiceCreated }
    case "pay_invoice":
      return {
        topic: "money",
        sentence: detail.booked_by_operator === true ? text.invoicePaidOutside : text.invoicePaid,
      }
    case "void_invoice":
      return voided(who, detail)
    case "refund_invoice": {
      const sentence = detail.paid_by === "operator" ? text.invoiceRefundedOutside : text.invoiceRefunded
      return { topic: "money", sentence: sentence(who, sumIn(detail)), ...reasonOf(detail) }
    }
    case "fail_refund":
      return { topic: "money", sentence: text.refundFailed(sumIn(detail)) }
    case "open_dispute":
      return { topic: "money", sentence: text.disputeOpened(sumIn(detail)) }
    case "close_dispute":
      return {
        topic: "money",
        sentence: (detail.status === "won" ? text.disputeWon : text.disputeLost)(sumIn(detail)),
      }
    case "book_payment":
      return { topic: "money", sentence: text.paymentBooked(who, sumIn(detail)), ...reasonOf(detail) }
    case "give_credit":
      return { topic: "money", sentence: text.creditGiven(who, sumIn(detail)), ...reasonOf(detail) }
    default:
      return { topic: "other", sentence: text.unknown(who, activity.activity_type.replaceAll("_", " ")) }
  }
}

/** Whether an entry only confirms the one before it; short lists omit it. */
export const isRoutine = (activity: Activity): boolean => activity.activity_type === "complete_relay_sync"

/** Groups entries by day, in their order; `dayOf` names the day of a time (unix seconds). */
export function byDay<T extends Pick<Activity, "created_at">>(
  entries: readonly T[],
  dayOf: (at: number) => string,
): { day: string; entries: T[] }[] {
  const days: { day: string; entries: T[] }[] = []
  for (const entry of entries) {
    const day = dayOf(entry.created_at)
    const last = days.at(-1)
    if (last?.day === day) last.entries.push(entry)
    else days.push({ day, entries: [entry] })
  }
  return days
}

/** The people in a history, to load their profiles. */
export function peopleIn(activities: readonly Activity[]): string[] {
  const keys = activities.flatMap((activity) => [
    ...(pubkeyIn(activity.detail) ? [pubkeyIn(activity.detail) as string] : []),
    ...(isOfTeam(activity) ? [activity.actor] : []),
  ])
  return [...new Set(keys)]
}

function whoOf(activity: Activity, teller: Teller): string {
  if (activity.actor === teller.viewer) return text.you
  if (activity.actor === activity.tenant_pubkey) return text.owner
  if (isOfTeam(activity)) return personAs(activity.actor, teller)
  return text.host
}

/** Whether someone in the relay's team acted, or the person to whom the relay was offered. */
const isOfTeam = ({ activity_type, actor, detail }: Activity): boolean =>
  isPubkey(actor) &&
  (typeof detail?.actor_role === "string" ||
    activity_type === "accept_transfer" ||
    activity_type === "decline_transfer")

/** A person as the first word of a sentence. */
const personAs = (pubkey: string, teller: Teller): string =>
  pubkey === teller.viewer ? text.you : (teller.personName?.(pubkey) ?? shortId(pubkey))

function changes(who: string, detail: Detail, teller: Teller): string {
  const changed = Array.isArray(detail.changed) ? detail.changed.filter((field) => typeof field === "string") : []
  if (changed.length === 0) return text.changedNothing(who)
  if (changed.length === 1) {
    const address = moveOf(detail.subdomain)
    if (address) return text.changedAddress(who, address.from, address.to)
    const plan = moveOf(detail.plan_id)
    const name = (id: string) => teller.planName?.(id) ?? id
    if (plan) return text.changedPlan(who, name(plan.from), name(plan.to))
  }
  return text.changed(who, listed(changed.map((field) => text.fields[field] ?? field.replaceAll("_", " "))))
}

const domainIn = (detail: Detail): string =>
  typeof detail.custom_domain === "string" ? detail.custom_domain : text.ownDomain

function awaited(who: string, detail: Detail, teller: Teller): string {
  const plan = moveOf(detail.plan_id)
  return plan ? text.awaitsPlan(who, teller.planName?.(plan.to) ?? plan.to) : text.awaitsPayment(who)
}

function listed(words: string[]): string {
  const last = words.at(-1) ?? ""
  return words.length > 1 ? text.and(words.slice(0, -1).join(", "), last) : last
}

function moveOf(value: unknown): { from: string; to: string } | undefined {
  if (typeof value !== "object" || value === null) return undefined
  const { from, to } = value as Detail
  return typeof from === "string" && typeof to === "string" ? { from, to } : undefined
}

/** Most void invoices have no actor: they were not paid, or replaced. */
function voided(who: string, detail: Detail): Told {
  const known = text.invoiceVoidedBy[String(detail.reason)]
  return known === undefined
    ? { topic: "money", sentence: text.invoiceVoided(who), ...reasonOf(detail) }
    : { topic: "money", sentence: known }
}

const sumIn = (detail: Detail): string => {
  const money = totalIn(detail)
  return money ? moneyText(money) : text.money
}

const importedIn = ({ imported, members, bans }: Detail) => ({
  messages: Number(imported ?? 0),
  members: Number(members ?? 0),
  bans: Number(bans ?? 0),
})

const roomIn = (detail: Detail) =>
  typeof detail.name === "string" && detail.name !== "" ? text.namedRoom(detail.name) : text.aRoom

const reasonOf = (detail: Detail) =>
  typeof detail.reason === "string" && detail.reason !== "" ? { detail: text.reason(detail.reason) } : {}

const errorOf = (detail: Detail) =>
  typeof detail.error === "string" && detail.error !== "" ? { detail: text.serverSaid(detail.error) } : {}

function pubkeyIn(detail: Detail | undefined): string | undefined {
  const key = detail?.member ?? detail?.pubkey
  return typeof key === "string" && isPubkey(key) ? key : undefined
}

function personOf(detail: Detail, teller: Teller): string {
  const key = pubkeyIn(detail)
  return key ? (teller.personName?.(key) ?? shortId(key)) : text.aPerson
}
