import type { RelayRow } from "./objects.ts"

/** Keys are spread evenly over the numbers of eight hex digits. */
const PREFIXES = 2 ** 32
const hex8 = (number: number) => number.toString(16).padStart(8, "0")

/** The many members of a large relay without those who left, in ascending order. They are generated, not stored. */
export function crowd({ crowd: count = 0, left = [] }: RelayRow): string[] {
  const step = Math.floor(PREFIXES / (count + 1))
  const keys = Array.from({ length: count }, (_, n) => {
    const prefix = (n + 1) * step
    return hex8(prefix) + hex8((prefix * 31) % PREFIXES).repeat(7)
  })
  return left.length === 0 ? keys : keys.filter((key) => !left.includes(key))
}
