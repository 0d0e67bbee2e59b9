import { stat } from "node:fs/promises"
import type { Page } from "playwright-core"
import { expect } from "vitest"

const DIST = new URL("../../../dist", import.meta.url).pathname

/** All scripts that a page has fetched since it was opened, by the browser's own account, and what they weigh as gzip. */
export async function scriptsOf(page: Page): Promise<{ kilobytes: number; files: string[] }> {
  const fetched = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname),
  )
  const scripts = [...new Set(fetched)].filter((file) => file.endsWith(".js"))
  expect(scripts.length, "the browser tells what it fetched").toBeGreaterThan(2)
  const sizes = await Promise.all(scripts.map(async (file) => (await stat(`${DIST}${file}.gz`)).size))
  return {
    kilobytes: sizes.reduce((all, one) => all + one, 0) / 1000,
    files: scripts.map((file, n) => `${sizes[n]} ${file}`),
  }
}
