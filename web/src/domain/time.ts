/** Whole seconds since 1970, as in the API. */
export type Seconds = number

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

let words: Intl.RelativeTimeFormat | undefined
/** Created at the first use, because it is slow. */
function inWords(amount: number, unit: "minute" | "hour" | "day"): string {
  words ??= new Intl.RelativeTimeFormat("en-US", { numeric: "auto" })
  return words.format(amount, unit)
}

/** A time relative to `now`: "just now", "4 minutes ago", "yesterday", "in 5 days"; from 30 days on, its date. */
export function relative(at: Seconds, now: Seconds, zone?: string): string {
  const distance = at - now
  const size = Math.abs(distance)
  if (size < 45) return "just now"
  if (size < 45 * MINUTE) return inWords(Math.sign(distance) * Math.max(1, Math.round(size / MINUTE)), "minute")
  if (size < 22 * HOUR) return inWords(Math.sign(distance) * Math.max(1, Math.round(size / HOUR)), "hour")
  if (size < 30 * DAY) return inWords(calendarDays(now, at, zone), "day")
  return day(at, now, zone)
}

/** A date: "28 Nov"; with the year if it is not the year of `now`. */
export function day(at: Seconds, now: Seconds, zone?: string): string {
  const date = parts(at, zone)
  const short = `${date.day} ${date.month}`
  return date.year === parts(now, zone).year ? short : `${short} ${date.year}`
}

/** "28 Nov, 14:32". */
export const dayAndTime = (at: Seconds, now: Seconds, zone?: string): string =>
  `${day(at, now, zone)}, ${clock(at, zone)}`

/** "14:32". */
export function clock(at: Seconds, zone?: string): string {
  const date = parts(at, zone)
  return `${date.hour}:${date.minute}`
}

/** The full time, for the title of a shortened one: "28 Nov 2026, 14:32:05 GMT+1". */
export function exact(at: Seconds, zone?: string): string {
  const date = parts(at, zone)
  return `${date.day} ${date.month} ${date.year}, ${date.hour}:${date.minute}:${date.second} ${date.timeZoneName}`
}

/** A duration: "0 s", "20 s", "1 min 5 s", "3 h 12 min", "2 days 4 h". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < MINUTE) return `${whole} s`
  if (whole < HOUR) return two(Math.floor(whole / MINUTE), "min", whole % MINUTE, "s")
  if (whole < DAY) return two(Math.floor(whole / HOUR), "h", Math.floor((whole % HOUR) / MINUTE), "min")
  const days = Math.floor(whole / DAY)
  return two(days, days === 1 ? "day" : "days", Math.floor((whole % DAY) / HOUR), "h")
}

/** The state of an unpaid invoice in its grace: `passed` of the scale, and `left` whole days. */
export function graceDays(
  from: Seconds,
  until: Seconds,
  now: Seconds,
): { total: number; passed: number; left: number } {
  const total = Math.max(1, Math.round((until - from) / DAY))
  const passed = Math.min(total, Math.max(0, Math.floor((now - from) / DAY)))
  return { total, passed, left: Math.min(total, Math.max(0, Math.ceil((until - now) / DAY))) }
}

/** Number of midnights between two times in the reader's zone: today is 0, yesterday is -1. */
export function calendarDays(from: Seconds, to: Seconds, zone?: string): number {
  return Math.round((midnight(to, zone) - midnight(from, zone)) / DAY)
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}

function midnight(at: Seconds, zone?: string): Seconds {
  const date = parts(at, zone)
  return Date.parse(`${date.day} ${date.month} ${date.year} 00:00 UTC`) / 1000
}

type Parts = Record<"day" | "month" | "year" | "hour" | "minute" | "second" | "timeZoneName", string>

const formats = new Map<string, Intl.DateTimeFormat>()

function parts(at: Seconds, zone = ""): Parts {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZoneName: "short",
      ...(zone ? { timeZone: zone } : {}),
    })
    formats.set(zone, format)
  }
  return Object.fromEntries(format.formatToParts(at * 1000).map((part) => [part.type, part.value])) as Parts
}
