import type { Page } from "playwright-core"
import { expect } from "vitest"

const STEPS_MAX = 80

type Focused = { role: string; name: string; seen: boolean; at: { top: number; bottom: number } }

/** What has the focus: its words, and whether a ring is drawn around it inside the window. */
const focused = (page: Page): Promise<Focused> =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null
    const labels = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels : null
    const name = [element?.getAttribute("aria-label"), labels?.[0]?.innerText, element?.innerText].find(Boolean) ?? ""
    const { top = 0, bottom = 0, height = 0 } = element?.getBoundingClientRect() ?? {}
    const seen = height > 0 && bottom > 0 && top < window.innerHeight
    return { role: element?.tagName ?? "", name: name.trim(), seen, at: { top, bottom } }
  })

/** Goes on with Tab until what is wanted has the focus; everything on the way must be in sight. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = []
  for (let step = 0; step < STEPS_MAX; step++) {
    const here = await focused(page)
    if (name.test(here.name) && here.role !== "BODY" && here.role !== "MAIN") return
    if (step > 0 && here.role !== "BODY") expect(here, `out of sight: ${here.name}`).toMatchObject({ seen: true })
    passed.push(`${here.role} ${here.name.slice(0, 40)}`)
    await page.keyboard.press("Tab")
  }
  throw new Error(`Tab never came to ${name}; it passed\n${passed.join("\n")}`)
}
