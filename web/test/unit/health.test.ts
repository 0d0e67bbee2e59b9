import { describe, expect, test } from "vitest"
import { healthOf } from "~/domain/relay/health"

const NOW = 1_800_000_000
const MINUTE = 60
const up = (minutesAgo: number, latency_ms = 40) => ({ at: NOW - minutesAgo * MINUTE, up: true, latency_ms })
const down = (minutesAgo: number) => ({ at: NOW - minutesAgo * MINUTE, up: false })

describe("health of the last 24 hours", () => {
  test("nothing looked at is nothing claimed", () => {
    const health = healthOf([], NOW)
    expect(health.segments).toEqual(Array(48).fill("none"))
    expect(health.outages).toEqual([])
    expect(health.latencyMs).toBeUndefined()
    expect(health.lastAt).toBeUndefined()
  })

  test("one miss among answers is an outage until the next answer, and its half hour is marked", () => {
    const health = healthOf([up(1), up(6), down(11), up(16), up(21)], NOW)
    expect(health.outages).toEqual([{ from: NOW - 11 * MINUTE, to: NOW - 6 * MINUTE }])
    expect(health.segments.at(-1)).toBe("down")
  })

  test("misses in a row are one outage, and one that lasts has no end", () => {
    const health = healthOf([down(1), down(6), up(11), down(40), down(45), up(50)], NOW)
    expect(health.outages).toEqual([{ from: NOW - 6 * MINUTE }, { from: NOW - 45 * MINUTE, to: NOW - 11 * MINUTE }])
  })

  test("the order of the looks does not matter", () => {
    const looks = [up(1, 10), down(40), up(70, 30), up(100, 20)]
    expect(healthOf([...looks].reverse(), NOW)).toEqual(healthOf(looks, NOW))
  })

  test("offline on purpose is no outage; offline with drift is", () => {
    const offline = { at: NOW - MINUTE, up: false, latency_ms: 3, drift: "" }
    expect(healthOf([offline], NOW).outages).toEqual([])
    expect(healthOf([offline], NOW).segments.at(-1)).toBe("off")
    expect(healthOf([{ ...offline, drift: "not served" }], NOW).outages).toHaveLength(1)
  })

  test("what is older than a day or later than now does not count", () => {
    expect(healthOf([down(24 * 60), down(-5)], NOW).outages).toEqual([])
  })

  test("the middle answer is told, not the odd slow one", () => {
    expect(healthOf([up(1, 40), up(6, 48), up(11, 2900)], NOW).latencyMs).toBe(48)
    expect(healthOf([up(1, 40)], NOW).lastAt).toBe(NOW - MINUTE)
  })
})
