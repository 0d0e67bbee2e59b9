import type { components } from "../src/api/schema.gen"
import type { MockDesk } from "./desk.ts"
import type { RelayRow } from "./objects.ts"
import { invalid, Problem } from "./problem.ts"
import type { Variant } from "./variant.ts"

type Usage = components["schemas"]["Usage"]

const HOUR = 3_600
const RANGES = {
  day: { step: 3_600, steps: 24 },
  month: { step: 86_400, steps: 30 },
  year: { step: 86_400, steps: 365 },
} as const

const EVENT_BYTES = 24_000_000
const EVENT_BYTES_MAX = 100_000_000
const FILE_BYTES = 96_000_000
const CALLS = [{ room: "lounge", name: "Lounge", participants: 2 }]

/** A curve between 0 and 1 with the period of a week. */
const wave = (at: number) => (1 + Math.sin(at / 26_000)) / 2

/** The storage, traffic and calls of a relay. A relay that was never online has none. */
export function usageOf(
  desk: MockDesk,
  row: RelayRow,
  asked: { query: URLSearchParams; variants: Set<Variant>; now: number },
): Usage {
  const range = asked.query.get("range") ?? "day"
  if (range !== "day" && range !== "month" && range !== "year") {
    throw invalid("range", "Give “day”, “month” or “year”.")
  }
  const { status, synced, not_responding_since: silent } = desk.shown(row)
  const online = status === "active" && synced === 1 && silent == null
  if (online && asked.variants.has("zooid")) {
    throw new Problem(409, "usage-unsupported", "This relay’s software doesn’t report its storage and traffic.")
  }
  const { step, steps } = RANGES[range]
  const from = asked.now - (asked.now % step) - (steps - 1) * step
  const plan = desk.world.plans.find(({ id }) => id === row.relay.plan_id)
  const known = row.relay.synced === 1
  const points = Array.from({ length: known ? steps : 0 }, (_, at) => point(from + at * step, at / steps, step))
  return {
    range,
    from,
    step_seconds: step,
    current: known
      ? {
          measured_at: asked.now,
          events: 8_400,
          event_bytes: EVENT_BYTES,
          files: 24,
          file_bytes: FILE_BYTES,
          connections: online ? 7 : 0,
          members: row.relay.member_count ?? null,
        }
      : null,
    limits: {
      event_bytes: plan && plan.price.amount > 0 ? EVENT_BYTES_MAX : null,
      file_bytes: plan?.file_bytes ?? null,
      members: plan?.members ?? null,
    },
    points,
    calls: online && row.relay.livekit_enabled ? CALLS : null,
  }
}

/** @param share of the range that has passed */
function point(at: number, share: number, step: number): Usage["points"][number] {
  const events = Math.round((step / HOUR) * (2 + 12 * wave(at)))
  return {
    at,
    events: Math.round(8_400 * (0.6 + 0.4 * share)),
    event_bytes: Math.round(EVENT_BYTES * (0.6 + 0.4 * share)),
    file_bytes: Math.round(FILE_BYTES * (0.5 + 0.5 * share)),
    connections_max: Math.round(3 + 9 * wave(at)),
    events_in: events,
    bytes_in: events * 700,
    bytes_out: events * 9_000,
  }
}
