import type { Page } from "playwright-core"
import { until } from "./people"

/**
 * What a deed puts on the clipboard, which all pages of the browser share and which is written a moment after the deed: it is
 * emptied first, and read until something is there.
 */
export async function copiedBy(page: Page, deed: () => Promise<void>): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText(""))
  await deed()
  return until(() => page.evaluate(() => navigator.clipboard.readText()), "something on the clipboard")
}
