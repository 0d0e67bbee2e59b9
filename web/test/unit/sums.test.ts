import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"

const SRC = new URL("../../src/", import.meta.url).pathname

/** Charts scale amounts to pixels, and figures are formatted. */
const DRAWS = ["features/operator/overview/revenue.tsx", "domain/billing/money.ts"]
const PRORATES = /\.amount\)?\s*[*/](?![/*])|(?<![/*])[*/]\s*\(?[\w.()]+\.amount\b/

it("the browser never works out a part of a sum: the server quotes it", () => {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes("tests/") && !file.endsWith(".gen.ts"))
    .filter((file) => !DRAWS.includes(file))
  expect(files.length).toBeGreaterThan(200)
  const found = files.filter((file) =>
    readFileSync(join(SRC, file), "utf8")
      .split("\n")
      .some((line) => !/^\s*(\/\/|\*|\/\*)/.test(line) && PRORATES.test(line)),
  )
  expect(found).toEqual([])
})
