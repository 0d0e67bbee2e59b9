let format: Intl.NumberFormat | undefined

/**
 * A number as people read it: `1,250`. The browser's formatter is made with the first number that needs one: making it takes a
 * slow machine as long as drawing half a page.
 */
export function grouped(count: number): string {
  if (Number.isInteger(count) && Math.abs(count) < 1_000) return String(count)
  format ??= new Intl.NumberFormat("en-US")
  return format.format(count)
}
