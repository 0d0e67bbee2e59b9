import type { components } from "../src/api/schema.gen.ts"
import type { MockDesk } from "./desk.ts"
import { overview } from "./overview.ts"

type Figures = components["schemas"]["Figures"]

const RANGES = {
  day: { step: 300, steps: 288 },
  month: { step: 3_600, steps: 720 },
} as const

/** A smooth curve between 0 and 1 with the period of a day, and a little noise. */
const wave = (at: number, step: number) =>
  (1 + Math.sin((at * step * 2 * Math.PI) / 86_400) + ((at * 7_919) % 13) / 26) / 2.5

/** The figures of the last day or month. The present ones are those of the world; `now` in unix seconds. */
export function figures(desk: MockDesk, range: Figures["range"], now: number): Figures {
  const { step, steps } = RANGES[range]
  const { relays, invoices, revenue } = overview(desk, now)
  const online = relays.by_provisioning.active ?? 0
  const series = (of: (at: number) => number | null) => Array.from({ length: steps }, (_, at) => of(at))
  const around = (middle: number) => series((at) => Math.round(middle * (0.4 + wave(at, step))))
  const hours = step / 300
  return {
    range,
    from: now - (now % step) - (steps - 1) * step,
    step_seconds: step,
    figures: [
      { name: "relays_online", unit: "count", values: series((at) => Math.max(0, online - (at % 97 === 50 ? 2 : 0))) },
      { name: "relays_drifted", unit: "count", values: series((at) => (at % 97 === 50 ? 2 : 0)) },
      { name: "api_requests", unit: "count", values: around(420 * hours) },
      { name: "api_errors", unit: "count", values: series((at) => (at % 120 === 60 ? 9 * hours : 0)) },
      // The server restarted: nothing was measured for a while.
      { name: "ok_p99", unit: "microseconds", values: around(9_000).map((value, at) => (at % 150 < 6 ? null : value)) },
      { name: "req_p99", unit: "microseconds", values: around(14_000) },
      { name: "sockets", unit: "count", values: around(180) },
      { name: "stored_bytes", unit: "bytes", values: series((at) => 1_200_000_000 + at * 40_000 * hours) },
      { name: "open_invoices", unit: "count", values: series(() => invoices.by_status.open ?? 0) },
      { name: "revenue", unit: "money", values: series(() => revenue[0]?.total.amount ?? 0) },
      { name: "workers_overdue", unit: "count", values: series(() => 0) },
    ],
  }
}
