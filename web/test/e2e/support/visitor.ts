import { mkdir, writeFile } from "node:fs/promises"
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core"
import { chromium } from "playwright-core"
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest"

/** What the browser prefers where a walk does not say it: `WALK_THEME=dark npm run e2e` walks through everything in the dark. */
const THEME = process.env.WALK_THEME === "dark" ? "dark" : "light"
/** A busy machine is slow, not wrong. */
const WAIT_MS = 30_000
/** Whoever has no relay yet is no tenant, which the API can only say with a 404, and a browser logs all of those. */
const NO_TENANT_YET = /status of 404 .*\/tenants\/[0-9a-f]{64}\)$/
export const FAILURES = new URL("../../screenshots/failures/", import.meta.url).pathname

/** How somebody looks at the app. */
export type Looks = {
  theme?: "light" | "dark"
  width?: number
  height?: number
  /** Another server than the one all walks share. */
  url?: string
  /** Runs in every page before the page's own scripts. */
  before?: string
}

/** One person's browser, fresh, with everything that went wrong in any of its pages. */
export class Visitor {
  private readonly pardoned: RegExp[] = [NO_TENANT_YET]

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly url: string,
    readonly faults: string[],
  ) {}

  static async come(browser: Browser, looks: Looks = {}): Promise<Visitor> {
    const url = looks.url ?? inject("harness").url
    const options: BrowserContextOptions = {
      baseURL: url,
      viewport: { width: looks.width ?? 1280, height: looks.height ?? 900 },
      colorScheme: looks.theme ?? THEME,
      reducedMotion: "reduce",
      locale: "en-GB",
      timezoneId: "UTC",
      permissions: ["clipboard-read", "clipboard-write"],
      acceptDownloads: true,
    }
    const context = await browser.newContext(options)
    context.setDefaultTimeout(WAIT_MS)
    const faults: string[] = []
    await context.exposeBinding("__reportViolation", (_, text: string) => void faults.push(`CSP: ${text}`))
    await context.addInitScript(
      `document.addEventListener("securitypolicyviolation", (e) =>
        __reportViolation(e.violatedDirective + " " + e.blockedURI + " " + e.sourceFile + ":" + e.lineNumber + " " + e.sample))`,
    )
    if (looks.before) await context.addInitScript(looks.before)
    await context.tracing.start({ snapshots: true, title: "walk" })
    context.on("page", (page) => watch(page, faults))
    return new Visitor(context, await context.newPage(), url, faults)
  }

  /** Opens another tab of the same person. */
  async tab(): Promise<Page> {
    return this.context.newPage()
  }

  /** What a walk provokes on purpose is no fault: `pardon(/status of 422/)`. */
  pardon(...patterns: RegExp[]): void {
    this.pardoned.push(...patterns)
  }

  /** The faults so far that nobody asked for. */
  get complaints(): string[] {
    return this.faults.filter((fault) => !this.pardoned.some((pattern) => pattern.test(fault)))
  }

  /** Keeps what there is to see of a walk that failed. */
  async keepEvidence(name: string): Promise<void> {
    await mkdir(FAILURES, { recursive: true })
    const file = `${FAILURES}${name.replaceAll(/[^a-z0-9]+/gi, "-").slice(0, 80)}`
    for (const [n, page] of this.context.pages().entries()) {
      await page.screenshot({ path: `${file}-${n}.png` }).catch(() => {})
      await writeFile(`${file}-${n}.txt`, `${page.url()}\n${this.faults.join("\n")}\n${await ariaOf(page)}`)
    }
    await this.context.tracing.stop({ path: `${file}.zip` })
  }

  async leave(): Promise<void> {
    await this.context.close()
  }
}

function watch(page: Page, faults: string[]): void {
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} (${message.location().url})`)
  })
  page.on("pageerror", (error) => faults.push(`page: ${error.stack ?? error.message}`))
}

const ariaOf = (page: Page) =>
  page
    .locator("body")
    .ariaSnapshot({ timeout: 2_000 })
    .catch(() => "")

/** Visitors for the tests of a file: each test's own, and none of them may end with a fault. */
export function visitors(): { come: (looks?: Looks) => Promise<Visitor>; browser: () => Browser } {
  let browser: Browser
  let here: Visitor[] = []
  beforeAll(async () => {
    browser = await chromium.connect(inject("harness").browser)
  })
  afterAll(() => browser?.close())
  afterEach(async ({ task }) => {
    const leaving = here
    here = []
    const complaints = leaving.flatMap((visitor) => visitor.complaints)
    if (task.result?.state === "fail" || complaints.length > 0) {
      for (const [n, visitor] of leaving.entries()) await visitor.keepEvidence(`${n}-${task.name}`)
    }
    for (const visitor of leaving) await visitor.leave()
    expect(complaints, "errors in the console, of scripts or of the CSP").toEqual([])
  })
  return {
    browser: () => browser,
    come: async (looks) => {
      const visitor = await Visitor.come(browser, looks)
      here.push(visitor)
      return visitor
    },
  }
}
