import type { Usage } from "~/api/relay/usage"

type Point = Usage["points"][number]

const STEPS = { day: 24, month: 30, year: 365 } as const

/** One value for each step of the range; null where nothing was measured. */
export function usageSeries(usage: Usage, of: (point: Point) => number | null): (number | null)[] {
  const values: (number | null)[] = Array.from({ length: STEPS[usage.range] }, () => null)
  for (const point of usage.points) {
    const step = Math.floor((point.at - usage.from) / usage.step_seconds)
    if (step >= 0 && step < values.length) values[step] = of(point)
  }
  return values
}

/** The bytes of the events and of the files. Nothing if neither is known. */
export function storedBytes(of: { event_bytes: number | null; file_bytes: number | null }): number | null {
  if (of.event_bytes === null && of.file_bytes === null) return null
  return (of.event_bytes ?? 0) + (of.file_bytes ?? 0)
}
