import { expect, test } from "vitest"
import { domainSteps } from "~/domain/relay/domain-steps"

test.each([
  ["waiting", "now waiting waiting waiting"],
  ["verified", "done done now waiting"],
  ["certificate", "done done done now"],
  ["live", "done done done done"],
] as const)("the steps of a domain that is %s", (state, steps) => {
  expect(
    domainSteps(state)
      .map((item) => item.state)
      .join(" "),
  ).toBe(steps)
})
