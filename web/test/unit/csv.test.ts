import { expect, it } from "vitest"
import { csvOf, csvTime } from "~/domain/csv"

it("quotes what RFC 4180 says, and ends each line with CR LF", () => {
  const table = csvOf(
    [
      ["name", (row: { name: string; sum: number }) => row.name],
      ["sum", (row) => row.sum],
    ],
    [
      { name: 'Café "Zur, Post"', sum: -5 },
      { name: "two\nlines", sum: 0 },
    ],
  )
  expect(table).toBe('name,sum\r\n"Café ""Zur, Post""",-5\r\n"two\nlines",0\r\n')
})

it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])("does not let a spreadsheet run %j", (name) => {
  expect(csvOf([["name", () => name]], [{}])).toContain(`'${name}`)
})

it("writes times in UTC, and nothing for none", () => {
  expect(csvTime(1_700_000_000)).toBe("2023-11-14 22:13:20")
  expect(csvTime(null)).toBe("")
})
