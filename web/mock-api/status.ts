import type { components } from "../src/api/schema.gen.ts"

type Availability = components["schemas"]["Availability"]

const DAYS = 90
const DAY = 86_400

/** 90 days: a long outage, a short one, and a week before the platform existed; `now` in unix seconds. */
export function availability(now: number): Availability {
  const from = new Date((now - (DAYS - 1) * DAY) * 1_000).toISOString().slice(0, 10)
  const days = Array.from({ length: DAYS }, (_, day) => {
    if (day < 7) return null
    if (day === 40) return 0.91
    return day === 71 ? 0.99652 : 1
  })
  const known = days.filter((day) => day !== null)
  const sum = known.reduce((all, day) => all + day, 0)
  return { from, availability: Math.floor((sum / known.length) * 100_000) / 100_000, days }
}
