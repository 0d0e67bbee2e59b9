import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest"
import { paths } from "~/paths"
import { temporaryFolder } from "../../../conformance/peers/support/caravel.mjs"
import { CHECKS } from "../claims/checks"
import { CLAIMS, type Server, SPOKEN } from "../claims/claims"
import { Books } from "./support/books"
import { CardProcessor } from "./support/card-processor"
import { settle } from "./support/gates"
import { visitors } from "./support/visitor"

const { come } = visitors()

const read = async <T>(url: string, path: string): Promise<T> => {
  const answer = await fetch(url + path, { headers: { Accept: "application/json" } })
  return ((await answer.json()) as { data: T }).data
}
const serverAt = async (url: string): Promise<Server> => ({
  info: await read(url, "/info"),
  plans: await read(url, "/plans"),
})

/** All text of the first page, folded parts included. */
async function wordsOf(page: Page): Promise<string> {
  await page.goto(paths.home)
  await settle(page)
  return page.locator("body").evaluate((body) => (body.textContent ?? "").replaceAll(/\s+/g, " "))
}

/** The claims that a server’s page makes and should not, or should and does not. */
async function faultsOf(url: string, page: Page): Promise<string[]> {
  const server = await serverAt(url)
  const words = await wordsOf(page)
  const plain = Object.entries(CLAIMS)
    .filter(([said, { on }]) => words.includes(said) !== (on?.(server) ?? true))
    .map(([said]) => `${words.includes(said) ? "says" : "does not say"}: ${said}`)
  const spoken = Object.entries(SPOKEN)
    .filter(([, { said }]) => !words.includes(said(server) ?? ""))
    .map(([place, { said }]) => `${place} does not say: ${said(server)}`)
  return [...plain, ...spoken]
}

describe("every claim of the first page is true of the running program", () => {
  for (const [name, check] of Object.entries(CHECKS)) {
    it(name, async () => {
      const url = inject("harness").url
      const server = await serverAt(url)
      // A claim that this server does not make is not checked on it.
      const claims = [...Object.values(CLAIMS), ...Object.values(SPOKEN)].filter(({ by }) =>
        by.some((proof) => "check" in proof && proof.check === name),
      )
      expect(claims.length, "a check without a claim").toBeGreaterThan(0)
      if (claims.every(({ on }) => on !== undefined && !on(server))) return
      await check({ ...server, url, page: (await come()).page })
    })
  }

  it("is on the page where the program does it, and nowhere else", async () => {
    const { page, url } = await come()
    expect(await faultsOf(url, page)).toEqual([])
  })
})

describe("a program with calls, cards, another grace and no free plan to choose", () => {
  let books: Books
  let processor: CardProcessor
  let plans: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(async () => {
    books = await Books.open(async ({ url }) => {
      processor = await CardProcessor.start(url)
      plans = await temporaryFolder()
      const file = join(plans.folder, "plans.json")
      await writeFile(file, JSON.stringify(PLANS))
      return { ...processor.settings, ...CALLS, GRACE_DAYS: "3", PLANS_FILE: file }
    })
  })
  afterAll(async () => {
    await books?.close()
    await processor?.stop()
    await plans?.remove()
  })

  it("makes other claims, and they are true", async () => {
    const { page } = await come({ url: books.url })
    const server = await serverAt(books.url)
    expect(server.info).toMatchObject({ payment_methods: ["lightning", "card"], grace_days: 3 })
    expect(server.info.hosts[0]?.features.livekit).toBe(true)
    expect(await faultsOf(books.url, page)).toEqual([])
    for (const name of ["calls", "features", "grace", "ways-to-pay", "price"]) {
      await CHECKS[name]?.({ ...server, url: books.url, page })
    }
  })
})

const CALLS = {
  LIVEKIT_URL: "ws://127.0.0.1:7880",
  LIVEKIT_API_KEY: "key",
  LIVEKIT_API_SECRET: "secret-of-calls-secret-of-calls",
}

/** Visitors may not choose the plan that costs nothing. */
const PLANS = [
  { id: "free", name: "Free", amount: 0, members: 10, hidden: true },
  { id: "basic", name: "Club", amount: 1_000, members: 100, blossom: true, livekit: true },
]
