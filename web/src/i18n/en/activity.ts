import { grouped } from "~/domain/figure"

const counted = (count: number, noun: string) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`

/** The history in words. `who` is always the first word of the sentence it stands in. */
export const text = {
  you: "You",
  owner: "The owner",
  host: "The host",
  and: (before: string, last: string) => `${before} and ${last}`,

  createdTenant: (who: string) => `${who} opened the account`,
  updatedTenant: (who: string) => `${who} changed the account`,
  suspendedTenant: (who: string) => `${who} suspended the account`,
  unsuspendedTenant: (who: string) => `${who} lifted the account’s suspension`,

  adoptedRelay: "The relay moved here from an earlier platform",
  createdRelay: (who: string) => `${who} created the relay`,
  changed: (who: string, what: string) => `${who} changed ${what}`,
  changedNothing: (who: string) => `${who} saved the settings`,
  changedAddress: (who: string, from: string, to: string) => `${who} changed the address from ${from} to ${to}`,
  changedPlan: (who: string, from: string, to: string) => `${who} changed the plan from ${from} to ${to}`,
  deactivated: (who: string) => `${who} took the relay offline`,
  activated: (who: string) => `${who} brought the relay back online`,
  paidAndStarted: "The invoice was paid, and the relay started",
  awaitsPayment: (who: string) => `${who} asked for the relay to start; it starts once its invoice is paid`,
  awaitsPlan: (who: string, plan: string) => `${who} chose ${plan}; it starts once its invoice is paid`,
  notPaidNotStarted: "The invoice wasn’t paid, so the plan didn’t start",
  deleted: (who: string) => `${who} deleted the relay`,
  suspended: (who: string) => `${who} suspended the relay`,
  unsuspended: (who: string) => `${who} lifted the suspension`,
  delinquent: "The relay went offline because an invoice wasn’t paid",
  synced: "The relay is online and up to date",
  syncFailed: "Setup failed; we’re trying again",
  ownDomain: "the custom domain",
  domainVerified: (name: string) => `The DNS records of ${name} are right, and the relay has the domain`,
  domainReleased: (name: string) => `The relay lost ${name}, because its DNS records were wrong for 7 days`,

  memberAdded: (who: string, person: string) => `${who} added ${person}`,
  memberRemoved: (who: string, person: string) => `${who} removed ${person}`,
  memberBanned: (who: string, person: string) => `${who} banned ${person}`,
  memberUnbanned: (who: string, person: string) => `${who} lifted the ban on ${person}`,
  aPerson: "a member",
  invited: (who: string) => `${who} created an invite link`,
  inviteRevoked: (who: string) => `${who} revoked an invite`,
  messageRemoved: (who: string, person: string) => `${who} removed a message by ${person}`,
  messageRestored: (who: string) => `${who} restored a removed message`,
  messageAllowed: (who: string) => `${who} allowed a removed message again`,
  reportDismissed: (who: string, count: number) =>
    `${who} dismissed ${count === 1 ? "a report" : `${grouped(count)} reports`}`,
  fileDeleted: (who: string) => `${who} deleted a file`,
  /** A room whose name is not known. */
  aRoom: "a room",
  namedRoom: (name: string) => `the room “${name}”`,
  roomCreated: (who: string, room: string) => `${who} created ${room}`,
  roomChanged: (who: string, room: string) => `${who} changed ${room}`,
  roomDeleted: (who: string, room: string) => `${who} deleted ${room} with all its messages`,
  roomMemberAdded: (who: string, person: string, room: string) => `${who} added ${person} to ${room}`,
  roomMemberRemoved: (who: string, person: string, room: string) => `${who} removed ${person} from ${room}`,
  madeCoOwner: (who: string, person: string) => `${who} made ${person} a co-owner`,
  madeModerator: (who: string, person: string) => `${who} made ${person} a moderator`,
  removedFromTeam: (who: string, person: string) => `${who} removed ${person} from the team`,
  leftTeam: (who: string) => `${who} left the team`,
  transferOffered: (who: string, person: string) => `${who} offered the relay to ${person}`,
  transferWithdrawn: (who: string) => `${who} withdrew the offer of the relay`,
  transferDeclined: (who: string) => `${who} declined the relay`,
  transferAccepted: (who: string) => `${who} took over the relay from its former owner`,
  exported: (who: string) => `${who} downloaded all messages`,
  exportedKey: (who: string) => `${who} downloaded everything with the relay’s secret key`,
  imported: (who: string, { messages, members, bans }: { messages: number; members: number; bans: number }) => {
    const people = members + bans > 0 ? `, ${counted(members, "member")} and ${counted(bans, "ban")}` : ""
    return `${who} imported ${counted(messages, "message")}${people}`
  },

  invoiceCreated: "An invoice was issued",
  invoicePaid: "An invoice was paid",
  invoiceVoided: (who: string) => `${who} voided an invoice`,
  /** Why, in the API's words, and what that is for people. */
  invoiceVoidedBy: {
    forgiven: "An invoice wasn’t paid in time and was forgiven",
    replaced: "An invoice was replaced because relays or plans changed",
    written_off: "The host wrote off an invoice",
  } as Record<string, string>,

  /** A sum that is not known. */
  money: "an unknown amount",
  invoicePaidOutside: "An invoice was paid outside this site",
  invoiceRefunded: (who: string, sum: string) => `${who} refunded ${sum}`,
  invoiceRefundedOutside: (who: string, sum: string) =>
    `${who} recorded a refund of ${sum}, paid back outside this site`,
  refundFailed: (sum: string) => `The refund of ${sum} failed, so nothing was refunded`,
  disputeOpened: (sum: string) => `A card payment of ${sum} was disputed at the bank`,
  disputeWon: (sum: string) => `The dispute over ${sum} ended: the payment stays`,
  disputeLost: (sum: string) => `The dispute over ${sum} was lost: the payment was reversed`,
  paymentBooked: (who: string, sum: string) => `${who} booked a payment of ${sum} that came outside this site`,
  creditGiven: (who: string, sum: string) => `${who} gave ${sum} of credit`,

  reason: (reason: string) => `Reason: ${reason}`,
  serverSaid: (error: string) => `The server said: ${error}`,
  /** Of a kind that this version has no sentence for. */
  unknown: (who: string, what: string) => `${who}: ${what}`,

  fields: {
    subdomain: "the address",
    plan_id: "the plan",
    interval: "whether it is paid monthly or yearly",
    custom_domain: "the custom domain",
    info_name: "the name",
    info_icon: "the picture",
    info_description: "the description",
    policy_public_read: "who can read",
    policy_public_write: "who can post",
    policy_public_join: "who can join",
    policy_strip_signatures: "whether signatures are hidden",
    groups_enabled: "rooms",
    management_enabled: "moderation from apps",
    members_can_invite: "who can invite",
    blossom_enabled: "photos and files",
    livekit_enabled: "calls",
    push_enabled: "notifications",
    public_status: "whether the status is public",
  } as Record<string, string>,
} as const
