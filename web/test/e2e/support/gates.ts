import { readFileSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { createRequire } from "node:module"
import type { Page } from "playwright-core"
import { expect } from "vitest"

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
const SETTLED_MS = 30_000

/** Where all pages are to be looked at; not kept in the repository. */
export const SCREENSHOTS = new URL("../../screenshots/", import.meta.url).pathname

type Violation = { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }

/** What axe finds. The policy forbids scripts of others, so it comes in through the browser's own debugger. */
export async function inaccessible(page: Page, what: string): Promise<string[]> {
  const debug = await page.context().newCDPSession(page)
  await debug.send("Runtime.evaluate", { expression: AXE })
  const { result } = await debug.send("Runtime.evaluate", {
    awaitPromise: true,
    returnByValue: true,
    expression: `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then((found) => JSON.stringify(found.violations))`,
  })
  await debug.detach()
  const violations = JSON.parse(result.value as string) as Violation[]
  return violations.map(
    ({ id, help, nodes }) =>
      `${what}: ${id}: ${help}\n${nodes.map((node) => `  ${node.target} ${node.failureSummary}`).join("\n")}`,
  )
}

/** What reaches beyond the window: a page that scrolls sideways, or words and controls that are cut off and out of reach. */
async function tooWide(page: Page, what: string): Promise<string[]> {
  const found = await page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const scrolls = document.documentElement.scrollWidth > width
    const told = (element: Element) =>
      `${element.tagName} ${element.className} to ${Math.round(element.getBoundingClientRect().right)} of ${width}`
    const hasWords = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
    /** Scrolls in a box of its own, or ends in an ellipsis on purpose. */
    const isBoxed = (element: Element | null): boolean =>
      element !== null &&
      !element.matches("dialog[open] [data-body]") &&
      (["auto", "scroll"].includes(getComputedStyle(element).overflowX) ||
        getComputedStyle(element).textOverflow === "ellipsis" ||
        element.matches('[aria-hidden="true"], dialog:not([open]), [popover]') ||
        isBoxed(element.parentElement))
    const cut = [...document.querySelectorAll("main *, dialog[open] *")]
      .filter((element) => hasWords(element) || element.matches("a, button, input, textarea, select, img"))
      .filter((element) => element.getBoundingClientRect().right > width + 1 && !isBoxed(element))
    return [...(scrolls ? ["scrolls sideways"] : []), ...cut.slice(0, 8).map(told)]
  })
  return found.map((one) => `${what}: ${one}`)
}

/** Waits until nothing is being loaded or drawn any more: no skeletons, no busy parts, nothing in motion, fonts there. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector("h1") !== null &&
      document.querySelector('[aria-busy="true"], [data-skeleton]') === null &&
      document.getAnimations().length === 0 &&
      document.fonts.status === "loaded",
    undefined,
    { timeout: SETTLED_MS },
  )
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

/**
 * One page in both themes and at all widths: axe, sideways scroll, a picture of each. A page on which something runs all the
 * time never settles.
 */
export async function passGates(page: Page, name: string, { settles = true } = {}): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true })
  const height = 900
  const faults: string[] = []
  /** A dialog covers what is in sight, and not the whole page. */
  const shoot = async (view: string) => {
    const fullPage = (await page.locator("dialog[open]").count()) === 0
    await page.screenshot({ path: `${SCREENSHOTS}${name}-${view}.png`, fullPage })
  }
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width: 1280, height })
    if (settles) await settle(page)
    faults.push(...(await inaccessible(page, theme)))
    await shoot(`1280-${theme}`)
  }
  await page.emulateMedia({ colorScheme: "light" })
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height })
    if (settles) await settle(page)
    faults.push(...(await tooWide(page, `${width} px`)))
    await shoot(`${width}-light`)
  }
  // Below the sticky header, axe would take covered buttons for ones that are too close to it.
  await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }))
  faults.push(...(await inaccessible(page, "phone")))
  expect(faults, `${name}:\n${faults.join("\n")}`).toEqual([])
}
