let format: Intl.NumberFormat | undefined

/** A number for people: `1,250`. The browser's formatter is created at the first use, because that is slow. */
export function grouped(count: number): string {
  if (Number.isInteger(count) && Math.abs(count) < 1_000) return String(count)
  format ??= new Intl.NumberFormat("en-US")
  return format.format(count)
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const

/** A size in decimal units with at most three digits: “12.3 MB”. */
export function bytesText(bytes: number): string {
  let size = bytes
  let unit = 0
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000
    unit++
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : 1
  return `${size.toFixed(digits)} ${UNITS[unit]}`
}
