/** The history in words. `who` is always the first word of the sentence it stands in. */
export const text = {
  you: "You",
  owner: "The owner",
  host: "The host",
  and: (before: string, last: string) => `${before} and ${last}`,

  createdTenant: (who: string) => `${who} opened the account`,
  updatedTenant: (who: string) => `${who} changed the account`,
  suspendedTenant: (who: string) => `${who} suspended the account`,
  unsuspendedTenant: (who: string) => `${who} lifted the suspension of the account`,

  createdRelay: (who: string) => `${who} created the relay`,
  changed: (who: string, what: string) => `${who} changed ${what}`,
  changedNothing: (who: string) => `${who} saved the settings`,
  changedAddress: (who: string, from: string, to: string) => `${who} changed the address from ${from} to ${to}`,
  changedPlan: (who: string, from: string, to: string) => `${who} moved it from ${from} to ${to}`,
  deactivated: (who: string) => `${who} took it offline`,
  activated: (who: string) => `${who} brought it back online`,
  deleted: (who: string) => `${who} deleted it`,
  suspended: (who: string) => `${who} suspended it`,
  unsuspended: (who: string) => `${who} lifted the suspension`,
  delinquent: "It went offline, because an invoice was not paid",
  synced: "It answers at its address, with all changes",
  syncFailed: "Setting up did not work; it is being tried again",
  domainVerified: (who: string) => `${who} confirmed the own domain`,

  memberAdded: (who: string, person: string) => `${who} added ${person}`,
  memberRemoved: (who: string, person: string) => `${who} removed ${person}`,
  memberBanned: (who: string, person: string) => `${who} banned ${person}`,
  memberUnbanned: (who: string, person: string) => `${who} lifted the ban of ${person}`,
  aPerson: "a member",
  invited: (who: string) => `${who} made an invite link`,

  invoiceCreated: "An invoice was made",
  invoicePaid: "An invoice was paid",
  invoiceVoided: (who: string) => `${who} voided an invoice`,
  /** Why, in the API's words, and what that is for people. */
  invoiceVoidedBy: {
    forgiven: "An invoice was not paid in time and is forgiven",
    replaced: "An invoice was replaced, because what it was for changed",
    written_off: "The host wrote an invoice off",
  } as Record<string, string>,

  reason: (reason: string) => `Reason: ${reason}`,
  serverSaid: (error: string) => `Its host said: ${error}`,
  /** Of a kind that this version has no sentence for. */
  unknown: (who: string, what: string) => `${who}: ${what}`,

  fields: {
    subdomain: "the address",
    plan_id: "the plan",
    custom_domain: "the own domain",
    info_name: "the name",
    info_icon: "the picture",
    info_description: "the description",
    policy_public_read: "who may read",
    policy_public_write: "who may post",
    policy_public_join: "who may join",
    policy_strip_signatures: "proof of who wrote what",
    groups_enabled: "rooms",
    management_enabled: "moderation from apps",
    members_can_invite: "who may invite",
    blossom_enabled: "photos and files",
    livekit_enabled: "calls",
    push_enabled: "notifications",
  } as Record<string, string>,
} as const
