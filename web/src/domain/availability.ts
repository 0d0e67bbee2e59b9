/** A share between 0 and 1; `null` if nothing was probed. */
export type Share = number | null

/** How a day is drawn: `up` always online, `short` a short outage, `down` a long one, `none` not probed. */
export type DayState = "up" | "short" | "down" | "none"

const DAY_MS = 86_400_000
/** Below this share a day has a long outage: more than half an hour. */
const SHORT_MIN = 0.98

export function dayState(share: Share): DayState {
  if (share === null) return "none"
  if (share >= 1) return "up"
  return share >= SHORT_MIN ? "short" : "down"
}

/** A share as a percentage, rounded down, so that an outage is never shown as 100 %: `99.98 %`. */
export function percent(share: number): string {
  return `${(Math.floor(share * 10_000) / 100).toFixed(2).replace(/\.?0+$/, "")} %`
}

/** The date of the day `step` days after `from` (`2026-11-22`): `22 Nov 2026`. */
export function dateOf(from: string, step: number): string {
  const date = new Date(Date.parse(`${from}T00:00:00Z`) + step * DAY_MS)
  return date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" })
}
