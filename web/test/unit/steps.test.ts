import { describe, expect, test } from "vitest"
import { isBeingSetUp, setupSteps, stepsDone } from "~/domain/relay/setup-steps"

const states = (provisioning: "pending" | "active" | "failed" | "inactive", step: "saved" | "sent" | "answered") =>
  setupSteps({ provisioning, provisioning_step: step }).map((item) => item.state)

describe("steps of setting up", () => {
  test.each([
    ["pending", "saved", ["done", "now", "waiting"]],
    ["pending", "sent", ["done", "done", "now"]],
    ["active", "answered", ["done", "done", "done"]],
    ["failed", "saved", ["done", "failed", "waiting"]],
    // A9: a host that refuses the relay has not created it.
    ["failed", "sent", ["done", "failed", "waiting"]],
    ["inactive", "saved", ["done", "done", "done"]],
  ] as const)("%s after %s", (provisioning, step, expected) => {
    expect(states(provisioning, step)).toEqual(expected)
  })

  test("the count never goes below the name that is already reserved", () => {
    expect(stepsDone({ provisioning: "pending", provisioning_step: "saved" })).toBe(1)
  })

  test("a relay that once answered is not being set up again while a change is applied", () => {
    expect(isBeingSetUp({ status: "active", provisioning: "pending", synced: 0 })).toBe(true)
    expect(isBeingSetUp({ status: "active", provisioning: "failed", synced: 0 })).toBe(true)
    expect(isBeingSetUp({ status: "active", provisioning: "pending", synced: 1 })).toBe(false)
    expect(isBeingSetUp({ status: "inactive", provisioning: "pending", synced: 0 })).toBe(false)
  })
})
