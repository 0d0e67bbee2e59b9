import { describe, expect, it } from "vitest"
import { RELAY_STATES, type Relay, type RelayState, relayState, relayStatus } from "~/domain/relay/relay"

const NOW = Date.UTC(2026, 10, 23, 12) / 1000

type Facts = Pick<
  Relay,
  "status" | "provisioning" | "synced" | "sync_error" | "not_responding_since" | "deleted_at" | "awaiting_payment"
>

/** Every combination of what the API says about a relay. */
function* everything(): Generator<Facts> {
  for (const status of ["active", "inactive", "delinquent", "suspended"] as const)
    for (const provisioning of ["pending", "active", "failed", "inactive"] as const)
      for (const synced of [0, 1] as const)
        for (const sync_error of ["", "The relay server rejected these settings"])
          for (const not_responding_since of [undefined, NOW - 3_600])
            for (const deleted_at of [undefined, NOW - 60])
              for (const awaiting_payment of [0, 1] as const)
                yield {
                  status,
                  provisioning,
                  synced,
                  sync_error,
                  awaiting_payment,
                  ...(not_responding_since !== undefined && { not_responding_since }),
                  ...(deleted_at !== undefined && { deleted_at }),
                }
}

type Rule = { state: RelayState; is: (facts: Facts) => boolean }

const active = (facts: Facts) => facts.status === "active"
const young = (facts: Facts) => active(facts) && facts.synced === 0 && facts.provisioning !== "active"
const troubled = (facts: Facts) => facts.sync_error !== "" || facts.not_responding_since !== undefined

/** The table: the first rule that holds decides. */
const TABLE: readonly Rule[] = [
  { state: "deleted", is: (facts) => facts.deleted_at !== undefined },
  { state: "suspended", is: (facts) => facts.status === "suspended" },
  { state: "unpaid", is: (facts) => facts.status === "delinquent" },
  { state: "offline", is: (facts) => facts.status === "inactive" },
  { state: "failed", is: (facts) => young(facts) && facts.provisioning === "failed" },
  { state: "settingUp", is: young },
  { state: "online", is: (facts) => facts.provisioning === "active" || !troubled(facts) },
  { state: "notResponding", is: troubled },
]

const relay = (facts: Facts) =>
  ({ subdomain: "club", zooid_domain: "example.com", provisioning_step: "sent", ...facts }) as unknown as Relay

describe("the state of a relay", () => {
  it("is the one of the table for every combination of facts", () => {
    const wrong = [...everything()].filter(
      (facts) => relayState(relay(facts)) !== TABLE.find(({ is }) => is(facts))?.state,
    )
    expect(wrong).toEqual([])
  })

  it("is reached by some combination, each", () => {
    const reached = new Set([...everything()].map((facts) => relayState(relay(facts))))
    expect([...RELAY_STATES].filter((state) => !reached.has(state))).toEqual([])
  })

  it("is green only if it is online, and never while it is off", () => {
    for (const facts of everything()) {
      const { tone } = relayStatus(relay(facts), NOW)
      expect(tone === "ok", JSON.stringify(facts)).toBe(relayState(relay(facts)) === "online")
    }
  })

  it("has words and a tone of its own", () => {
    const said = new Map<string, string>()
    for (const facts of everything()) {
      const { tone, word, detail } = relayStatus(relay(facts), NOW)
      const state = relayState(relay(facts))
      const key = `${state}${state === "unpaid" ? facts.awaiting_payment : ""}`
      if (!said.has(key)) said.set(key, `${tone}: ${word} ${detail}`.trim())
    }
    expect(Object.fromEntries(said)).toEqual({
      deleted: "off: Deleted for good on 23 Dec",
      suspended: "bad: Suspended",
      unpaid0: "due: Offline unpaid",
      unpaid1: "due: Pay to start",
      offline: "off: Offline by you",
      failed: "bad: Setup failed",
      settingUp: "busy: Setting up 2 of 3",
      online: "ok: Online",
      notResponding: expect.stringMatching(/^bad: Not responding since \d\d:\d\d$/),
    })
  })

  it("is not “by you” for a person who only helps, or for the operator", () => {
    const off = relay({ status: "inactive", provisioning: "inactive", synced: 1, sync_error: "" })
    for (const role of ["co_owner", "moderator", "operator"] as const) {
      expect(relayStatus({ ...off, role }, NOW).detail).toBe("by its owner")
    }
    expect(relayStatus({ ...off, role: "owner" }, NOW).detail).toBe("by you")
  })
})
