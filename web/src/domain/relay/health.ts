import type { components } from "~/api/schema.gen"

type Probe = components["schemas"]["Probe"]

const DAY_SECONDS = 86_400
const SEGMENTS = 48
const SEGMENT_SECONDS = DAY_SECONDS / SEGMENTS
/** A probe takes a moment: an outage between two probes lasted at least about a minute. */
const OUTAGE_MIN_SECONDS = 60

/** The state of half an hour. `off`: taken offline by its owner; `none`: not probed. */
export type Segment = "up" | "down" | "off" | "none"

/** A time in which the relay was down; unix seconds. Without `to` it continues. */
export type Outage = { from: number; to?: number }

export type Health = {
  /** 48 half hours, the oldest first. */
  segments: Segment[]
  /** Newest first. */
  outages: Outage[]
  /** The median response time of the day, in milliseconds. */
  latencyMs?: number
  /** The time of the last probe, unix seconds. */
  lastAt?: number
}

/** The last 24 hours before `now` (unix seconds), from probes in any order. */
export function healthOf(probes: readonly Probe[], now: number): Health {
  const since = now - DAY_SECONDS
  const looks = probes.filter((probe) => probe.at > since && probe.at <= now).sort((a, b) => a.at - b.at)
  const latency = median(looks.flatMap((look) => (look.up && look.latency_ms != null ? [look.latency_ms] : [])))
  const lastAt = looks.at(-1)?.at
  return {
    segments: Array.from({ length: SEGMENTS }, (_, index) => {
      const from = since + index * SEGMENT_SECONDS
      return segmentOf(looks.filter((look) => look.at > from && look.at <= from + SEGMENT_SECONDS))
    }),
    outages: outagesOf(looks),
    ...(latency !== undefined && { latencyMs: latency }),
    ...(lastAt !== undefined && { lastAt }),
  }
}

/** Down: the relay should have answered and did not. Off: it was offline on purpose. */
const stateOf = (look: Probe): Exclude<Segment, "none"> => {
  if (look.up) return "up"
  return look.latency_ms != null && !look.drift ? "off" : "down"
}

function segmentOf(looks: Probe[]): Segment {
  const states = looks.map(stateOf)
  if (states.includes("down")) return "down"
  if (states.includes("up")) return "up"
  return states.includes("off") ? "off" : "none"
}

function outagesOf(looks: Probe[]): Outage[] {
  const outages: Outage[] = []
  let from: number | undefined
  for (const look of looks) {
    const down = stateOf(look) === "down"
    if (down) from ??= look.at
    else if (from !== undefined) {
      outages.push({ from, to: Math.max(look.at, from + OUTAGE_MIN_SECONDS) })
      from = undefined
    }
  }
  if (from !== undefined) outages.push({ from })
  return outages.reverse()
}

function median(values: number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}
