import { describe, expect, it } from "vitest"
import { calendarDays, clock, day, dayAndTime, duration, exact, graceDays, relative } from "~/domain/time"

const at = (text: string) => Date.parse(text) / 1000
const NOW = at("2026-11-23T14:32:05Z")
const DAY = 86_400

describe("relative words", () => {
  it.each([
    [0, "just now"],
    [-30, "just now"],
    [-60, "1 minute ago"],
    [-240, "4 minutes ago"],
    [-3 * 3600, "3 hours ago"],
    [2 * 3600, "in 2 hours"],
    [-DAY, "yesterday"],
    [DAY, "tomorrow"],
    [5 * DAY, "in 5 days"],
    [-40 * DAY, "14 Oct"],
    [-400 * DAY, "19 Oct 2025"],
  ])("says %i seconds from now as %s", (distance, words) => {
    expect(relative(NOW + distance, NOW, "UTC")).toBe(words)
  })

  it("counts days by midnights, not by 24 hours", () => {
    const morning = at("2026-11-23T01:00:00Z")
    expect(relative(at("2026-11-22T02:00:00Z"), morning, "UTC")).toBe("yesterday")
    expect(calendarDays(morning, at("2026-11-25T23:00:00Z"), "UTC")).toBe(2)
  })

  it("counts them where the reader lives", () => {
    const late = at("2026-11-23T23:30:00Z")
    expect(calendarDays(late, late + 3600, "UTC")).toBe(1)
    expect(calendarDays(late, late + 3600, "Asia/Tokyo")).toBe(0)
  })
})

describe("dates", () => {
  it("leaves out the year only when it is this one", () => {
    expect(day(at("2026-11-28T00:00:00Z"), NOW, "UTC")).toBe("28 Nov")
    expect(day(at("2027-01-02T00:00:00Z"), NOW, "UTC")).toBe("2 Jan 2027")
    expect(day(at("2026-09-02T00:00:00Z"), NOW, "UTC")).toBe("2 Sep")
  })

  it("gives the time in 24 hours", () => {
    expect(clock(at("2026-11-23T00:05:00Z"), "UTC")).toBe("00:05")
    expect(dayAndTime(NOW, NOW, "UTC")).toBe("23 Nov, 14:32")
    expect(exact(NOW, "Europe/Oslo")).toBe("23 Nov 2026, 15:32:05 GMT+1")
  })
})

describe("spans", () => {
  it.each([
    [-1, "0 s"],
    [4.9, "4 s"],
    [65, "1 min 5 s"],
    [120, "2 min"],
    [3 * 3600 + 12 * 60, "3 h 12 min"],
    [DAY + 3600, "1 day 1 h"],
    [2 * DAY, "2 days"],
  ])("writes %d seconds as %s", (seconds, words) => {
    expect(duration(seconds)).toBe(words)
  })

  it("counts the days of grace from both ends", () => {
    const from = NOW
    const until = NOW + 7 * DAY
    expect(graceDays(from, until, NOW)).toEqual({ total: 7, passed: 0, left: 7 })
    expect(graceDays(from, until, NOW + 2 * DAY + 60)).toEqual({ total: 7, passed: 2, left: 5 })
    expect(graceDays(from, until, NOW + 9 * DAY)).toEqual({ total: 7, passed: 7, left: 0 })
    expect(graceDays(from, until, NOW - DAY)).toEqual({ total: 7, passed: 0, left: 7 })
  })
})
