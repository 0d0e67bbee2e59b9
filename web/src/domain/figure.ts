let format: Intl.NumberFormat | undefined

/** A number for people: `1,250`. The browser's formatter is created at the first use, because that is slow. */
export function grouped(count: number): string {
  if (Number.isInteger(count) && Math.abs(count) < 1_000) return String(count)
  format ??= new Intl.NumberFormat("en-US")
  return format.format(count)
}
