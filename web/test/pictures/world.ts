import { chromium } from "playwright-core"
import type { TestProject } from "vitest/node"
import { BROWSER_ARGS, findBrowser } from "../e2e/support/browser"

/** Starts a browser for all pictures. They need no real server. */
export default async function world(project: TestProject): Promise<() => Promise<void>> {
  const browser = await chromium.launchServer({ executablePath: findBrowser(), args: BROWSER_ARGS })
  process.on("exit", () => browser.process().kill("SIGKILL"))
  project.provide("harness", { url: "", enginePort: 0, operatorNsec: "", browser: browser.wsEndpoint() })
  return () => browser.close()
}
