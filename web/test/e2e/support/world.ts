import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { chromium } from "playwright-core"
import type { TestProject } from "vitest/node"
import { Caravel, temporaryFolder } from "../../../../conformance/peers/support/caravel.mjs"
import { BROWSER_ARGS, findBrowser } from "./browser"

/** Where the one server and the one browser of all walks are. */
export type Harness = { url: string; enginePort: number; operatorNsec: string; browser: string }

declare module "vitest" {
  export interface ProvidedContext {
    harness: Harness
  }
}

/** Many walks come from one address. */
const SETTINGS = { RATE_PER_ADDRESS: "0", RATE_PER_KEY: "0", TENANT_FREE_RELAYS_MAX: "100", TENANT_RELAYS_MAX: "200" }

/** Starts the real program, as people start it, and a browser; ends both. */
export default async function world(project: TestProject): Promise<() => Promise<void>> {
  const browser = await chromium.launchServer({ executablePath: findBrowser(), args: BROWSER_ARGS })
  process.on("exit", () => browser.process().kill("SIGKILL"))
  const data = await temporaryFolder()
  const caravel = await Caravel.start({ DATA_DIR: data.folder, ...SETTINGS })
  const nsec = await readFile(join(data.folder, "keys/operator.nsec"), "utf8")
  project.provide("harness", {
    url: caravel.url,
    enginePort: caravel.enginePort,
    operatorNsec: nsec.trim(),
    browser: browser.wsEndpoint(),
  })
  return async () => {
    await browser.close()
    await caravel.stop()
    await data.remove()
  }
}
