import { describe, expect, it } from "vitest"
import type { Usage } from "~/api/relay/usage"
import { storedBytes, usageSeries } from "~/domain/relay/usage"

const FROM = 1_800_000_000
const point = (at: number, events: number) => ({
  at,
  events: null,
  event_bytes: 10,
  file_bytes: null,
  connections_max: 1,
  events_in: events,
  bytes_in: 0,
  bytes_out: 0,
})
const usage = (points: Usage["points"]): Usage => ({
  range: "day",
  from: FROM,
  step_seconds: 3_600,
  current: null,
  limits: { event_bytes: null, file_bytes: null, members: null },
  points,
  calls: null,
})

describe("the usage over time", () => {
  it("has a value for every step, and gaps where nothing was measured", () => {
    const values = usageSeries(usage([point(FROM, 5), point(FROM + 23 * 3_600, 7)]), (one) => one.events_in)
    expect(values).toHaveLength(24)
    expect([values[0], values[1], values[23]]).toEqual([5, null, 7])
  })

  it("leaves out points that are not in the range", () => {
    const values = usageSeries(usage([point(FROM - 3_600, 5), point(FROM + 24 * 3_600, 7)]), (one) => one.events_in)
    expect(values.every((value) => value === null)).toBe(true)
  })

  it("adds the bytes that are known", () => {
    expect(storedBytes({ event_bytes: 10, file_bytes: null })).toBe(10)
    expect(storedBytes({ event_bytes: 10, file_bytes: 5 })).toBe(15)
    expect(storedBytes({ event_bytes: null, file_bytes: null })).toBeNull()
  })
})
