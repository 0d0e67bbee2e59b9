import { type Money, moneyText } from "~/domain/billing/money"
import { grouped } from "~/domain/figure"

export type FigureUnit = "count" | "microseconds" | "bytes" | "money"

/** Height of a chart in units of its view box. The values of a chart are one unit of width apart. */
export const CHART_HEIGHT = 100

const BYTE_UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const
const BYTE_STEP = 1_000

/** A value with its unit, for people: `1,250`, `12.5 ms`, `1.2 GB`, `10,000 sats`. */
export function figureText(value: number, unit: FigureUnit, currency: Money["currency"]): string {
  switch (unit) {
    case "count":
      return grouped(value)
    case "microseconds":
      return timeText(value)
    case "bytes":
      return bytesText(value)
    case "money":
      return moneyText({ amount: value, currency })
    default:
      return unit satisfies never
  }
}

function timeText(micros: number): string {
  if (micros >= 1_000_000) return `${short(micros / 1_000_000)} s`
  return `${short(micros / 1_000)} ms`
}

function bytesText(bytes: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  return `${short(bytes / BYTE_STEP ** power)} ${BYTE_UNITS[power]}`
}

/** Three digits at most after rounding: `0.25`, `1.5`, `12.5`, `125`. */
const short = (value: number): string => String(Number(value.toPrecision(3)))

/** The largest and the smallest value, and the latest one. Nothing if no value is known. */
export function rangeOf(values: readonly (number | null)[]) {
  const known = values.filter((value) => value !== null)
  const latest = known.at(-1)
  if (latest === undefined) return undefined
  return { most: Math.max(...known), least: Math.min(...known), latest }
}

/**
 * The line through the values in an SVG path: from 0 at the bottom to `top` at the top. A value that is not known is a
 * gap, and a single value between gaps a short dash.
 */
export function linePath(values: readonly (number | null)[], top: number): string {
  const height = (value: number) => Number((CHART_HEIGHT - (value / Math.max(1, top)) * CHART_HEIGHT).toFixed(1))
  let path = ""
  values.forEach((value, at) => {
    if (value === null) return
    const before = values[at - 1]
    const alone = before == null && values[at + 1] == null
    path += before == null ? `M${at} ${height(value)}` : `L${at} ${height(value)}`
    if (alone) path += "h1"
  })
  return path
}
