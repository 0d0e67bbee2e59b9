import type { Relay } from "./relay"

/** The people who may do something: anyone, members, or those that the owner admits. */
export type Circle = "anyone" | "members" | "invited" | "owner"

/** The effect of a relay's switches, for the question "who may…?". */
export type AccessWords = { read: Circle; post: Circle; join: Circle; invite: Circle }

export function accessOf(
  relay: Pick<Relay, "policy_public_read" | "policy_public_write" | "policy_public_join" | "members_can_invite">,
): AccessWords {
  return {
    read: relay.policy_public_read ? "anyone" : "members",
    post: relay.policy_public_write ? "anyone" : "members",
    join: relay.policy_public_join ? "anyone" : "invited",
    invite: relay.members_can_invite ? "members" : "owner",
  }
}
