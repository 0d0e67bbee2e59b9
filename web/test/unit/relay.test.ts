import { describe, expect, it } from "vitest"
import { accessOf } from "~/domain/relay/access"
import { goneAt, type Relay, relayCan, relayHost, relayName, relayState, relayStatus } from "~/domain/relay/relay"

const OWNER = "a".repeat(64)
const NOW = Date.UTC(2026, 10, 23, 12) / 1000

const relay = (more: Partial<Relay> = {}): Relay => ({
  id: "1",
  tenant_pubkey: OWNER,
  subdomain: "club",
  zooid_domain: "example.com",
  schema: "club_1",
  plan_id: "free",
  interval: "month",
  status: "active",
  sync_error: "",
  synced: 1,
  custom_domain: "",
  custom_domain_verified: 0,
  info_name: "The Club",
  info_icon: "",
  info_description: "",
  policy_public_read: 0,
  policy_public_write: 0,
  policy_public_join: 0,
  policy_strip_signatures: 0,
  groups_enabled: 1,
  management_enabled: 1,
  members_can_invite: 1,
  blossom_enabled: 0,
  livekit_enabled: 0,
  push_enabled: 1,
  public_status: 0,
  created_at: NOW,
  url: "wss://club.example.com",
  provisioning: "active",
  provisioning_step: "answered",
  ...more,
})

describe("what a person may do with a relay of someone else", () => {
  const me = { pubkey: "b".repeat(64), isAdmin: false }
  const can = (role?: Relay["role"]) => {
    const all = relayCan(relay(role ? { role } : {}), me)
    return Object.entries(all).flatMap(([what, may]) => (may ? [what] : []))
  }

  it("follows from their role", () => {
    expect(can()).toEqual([])
    expect(can("moderator")).toEqual(["manageMembers"])
    expect(can("co_owner")).toEqual(["edit", "manageMembers"])
    // A role of an earlier account in the cache gives an operator’s rights to no one else.
    expect(can("operator")).toEqual([])
    expect(can("owner")).toEqual([])
  })
})

const setting = { synced: 0, provisioning: "pending", provisioning_step: "sent" } as const

describe("the words for a relay", () => {
  const said = (more: Partial<Relay>) => {
    const { tone, word, detail } = relayStatus(relay(more), NOW)
    return `${tone}: ${word} ${detail}`.trim()
  }

  it("are those of its state", () => {
    expect(said({})).toBe("ok: Online")
    expect(said(setting)).toBe("busy: Setting up 2 of 3")
    expect(said({ ...setting, provisioning: "failed", sync_error: "host taken" })).toBe("bad: Setup failed")
    // A8: it was online before.
    expect(said({ provisioning: "pending", sync_error: "no answer", not_responding_since: NOW - 2 * 86_400 })).toMatch(
      /^bad: Not responding since \d+ \w+$/,
    )
    expect(said({ provisioning: "failed", sync_error: "host taken" })).toBe("bad: Not responding")
    expect(said({ status: "inactive", provisioning: "inactive" })).toBe("off: Offline by you")
    expect(said({ status: "delinquent", provisioning: "inactive" })).toBe("due: Offline unpaid")
    expect(said({ status: "suspended", provisioning: "inactive" })).toBe("bad: Suspended")
    expect(said({ status: "inactive", deleted_at: NOW })).toBe("off: Deleted for good on 23 Dec")
  })

  it("do not say that it is set up anew while a change is applied", () => {
    expect(relayState(relay({ provisioning: "pending", provisioning_step: "sent" }))).toBe("online")
    expect(relayState(relay({ provisioning: "pending", sync_error: "no answer from its host" }))).toBe("notResponding")
  })
})

describe("what can be done", () => {
  /** What a relay that is not deleted lets its owner do in every state. */
  const OWN = ["edit", "changePlan", "nameTeam"]
  const owner = { pubkey: OWNER, isAdmin: false }
  const admin = { pubkey: "b".repeat(64), isAdmin: true }
  const allowed = (of: Relay, account: typeof owner | undefined) =>
    Object.entries(relayCan(of, account))
      .filter(([, can]) => can)
      .map(([what]) => what)

  it("is the owner's business and the operator's", () => {
    expect(allowed(relay(), owner)).toEqual([...OWN, "takeOffline", "remove", "manageMembers"])
    expect(allowed(relay(), admin)).toEqual([...OWN, "takeOffline", "remove", "manageMembers", "suspend"])
    expect(allowed(relay(), { pubkey: "c".repeat(64), isAdmin: false })).toEqual([])
    expect(allowed(relay(), undefined)).toEqual([])
  })

  it("depends on how the relay stands", () => {
    expect(allowed(relay({ status: "inactive" }), owner)).toEqual([...OWN, "bringOnline", "remove"])
    expect(allowed(relay({ status: "delinquent" }), owner)).toEqual([...OWN, "bringOnline", "remove"])
    expect(allowed(relay({ status: "suspended" }), owner)).toEqual([...OWN, "remove"])
    expect(allowed(relay({ status: "suspended" }), admin)).toEqual([...OWN, "remove", "unsuspend"])
    expect(allowed(relay({ status: "inactive", deleted_at: NOW }), owner)).toEqual(["restore"])
    expect(allowed(relay(setting), owner)).toEqual([...OWN, "takeOffline", "remove"])
    expect(allowed(relay({ management_enabled: 0 }), owner)).not.toContain("manageMembers")
  })
})

it("a relay is called by its name, else by its address", () => {
  expect(relayName(relay())).toBe("The Club")
  expect(relayName(relay({ info_name: "" }))).toBe("club")
  expect(relayHost(relay())).toBe("club.example.com")
})

it("a deleted relay is kept for 30 days", () => {
  expect(goneAt(relay())).toBeUndefined()
  expect(goneAt(relay({ deleted_at: NOW }))).toBe(NOW + 30 * 86_400)
})

it("the switches say who may do what", () => {
  expect(accessOf(relay())).toEqual({ read: "members", post: "members", join: "invited", invite: "members" })
  expect(
    accessOf(relay({ policy_public_read: 1, policy_public_write: 1, policy_public_join: 1, members_can_invite: 0 })),
  ).toEqual({ read: "anyone", post: "anyone", join: "anyone", invite: "owner" })
})
