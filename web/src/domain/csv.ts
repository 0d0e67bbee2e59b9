/** A spreadsheet runs a cell that starts with one of these as a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** One column of a table: its head, and its value in a row. */
export type Column<Row> = readonly [head: string, value: (row: Row) => string | number]

/** A table as CSV (RFC 4180) with a head. Texts that a spreadsheet would run as a formula start with an apostrophe. */
export const csvOf = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string =>
  [columns.map(([head]) => head), ...rows.map((row) => columns.map(([, value]) => value(row)))]
    .map((line) => `${line.map(cell).join(",")}\r\n`)
    .join("")

function cell(value: string | number): string {
  if (typeof value === "number") return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A date and time in UTC that spreadsheets read, from unix seconds; empty for none. */
export const csvTime = (at: number | null | undefined): string =>
  at ? new Date(at * 1_000).toISOString().slice(0, 19).replace("T", " ") : ""
