import { expect, it } from "vitest"
import { paths } from "~/paths"
import { Person, relayOf, until } from "./support/people"
import { signedIn } from "./support/session"
import { type Visitor, visitors } from "./support/visitor"

const { come } = visitors()

/** Comes to a page whose app is on its way for as long as one likes. */
async function waiting({ page }: Visitor, path: string): Promise<{ go: () => void }> {
  let go = () => {}
  const gone = new Promise<void>((resolve) => {
    go = resolve
  })
  await page.route("**/assets/app-*.js", async (route) => {
    await gone
    await route.continue()
  })
  await page.goto(path, { waitUntil: "commit" })
  await page.locator("#early").waitFor({ state: "attached" })
  // Nothing is painted before the styles are there: they say where it stands, and who sees it.
  await page.waitForFunction(() => document.styleSheets.length > 0)
  return { go }
}

it("a page is seen before its app has come, in the same place, and nothing of what was drawn stays behind", async () => {
  for (const [looks, path, heading] of [
    [{}, paths.login, "Log in with your key"],
    [await signedIn(new Person(), false), paths.relays, "My relays"],
  ] as const) {
    const visitor = await come(looks)
    const { page } = visitor
    const { go } = await waiting(visitor, path)
    const drawn = page.locator("#early h1")
    await drawn.waitFor()
    expect(await drawn.textContent()).toBe(heading)
    const place = () => page.evaluate(() => JSON.stringify(document.querySelector("h1")?.getBoundingClientRect()))
    await page.evaluate(() => document.fonts.ready.then(() => true))
    const before = await place()
    go()
    await page.getByRole("heading", { level: 1, name: heading }).waitFor()
    expect(await page.locator("#early").count()).toBe(0)
    await page.evaluate(() => document.fonts.ready.then(() => true))
    expect(await place()).toBe(before)
  }
})

it("what a page says of every relay and every account is drawn where the page itself says it", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "drawn-early")
  const who = await signedIn(owner, false)
  for (const [path, sentence] of [
    [paths.relay(relay.id), "Features"],
    [paths.relayMembers(relay.id), "Names come from people’s own profiles"],
    [paths.editRelay(relay.id), "If you change it, existing links stop working"],
    [paths.account, "Reminders and receipts appear here"],
  ] as const) {
    const visitor = await come(who)
    const { page } = visitor
    const { go } = await waiting(visitor, path)
    const place = async (within: string) => {
      await page.evaluate(() => document.fonts.ready.then(() => true))
      return page.locator(within).getByText(sentence).boundingBox()
    }
    await page.locator("#early").getByText(sentence).waitFor()
    const drawn = await place("#early")
    go()
    await page.getByRole("heading", { level: 1 }).first().waitFor()
    await expect.poll(() => place("#root"), { message: path }).toEqual(drawn)
  }
})

it("the tabs of a relay stand where they were drawn, also once its members are counted", async () => {
  const owner = new Person()
  const { id } = await relayOf(owner, "drawn-tabs")
  await until(async () => {
    const { member_count } = await owner.ask<{ member_count?: number | null }>("GET", `/relays/${id}`)
    return member_count
  }, "its members to be counted")
  const visitor = await come(await signedIn(owner, false))
  const { page } = visitor
  const { go } = await waiting(visitor, paths.relay(id))
  const places = async (within: string) => {
    await page.evaluate(() => document.fonts.ready.then(() => true))
    return page
      .locator(`${within} main nav li`)
      .evaluateAll((tabs) => tabs.map((tab) => Math.round(tab.getBoundingClientRect().left)))
  }
  const drawn = await places("#early")
  expect(drawn).toHaveLength(4)
  go()
  await page
    .locator("#root")
    .getByRole("link", { name: /^Members\s*1$/ })
    .waitFor()
  await expect.poll(() => places("#root")).toEqual(drawn)
})

it("an account of which nothing is asked stands where it was drawn, on a phone too", async () => {
  for (const width of [1280, 390]) {
    const visitor = await come({ ...(await signedIn(new Person(), false)), width })
    const { page } = visitor
    const { go } = await waiting(visitor, paths.account)
    const place = async (within: string) => {
      await page.evaluate(() => document.fonts.ready.then(() => true))
      return (await page.locator(`${within} h2`).getByText("Monthly costs").boundingBox())?.y
    }
    const drawn = await place("#early")
    expect(drawn).toBeGreaterThan(0)
    go()
    await page.locator("#root").getByText("No invoices yet.").waitFor()
    await page.locator("#root").getByText("You have no paid relays, so there’s nothing to pay.").waitFor()
    await expect.poll(() => place("#root"), { message: `${width} px` }).toBe(drawn)
  }
})

it("a page whose answer takes long does not stay a drawing: its links lead on", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "drawn-long")
  const { page } = await come(await signedIn(owner, false))
  await page.route(`**${paths.relay(relay.id)}`, (route) =>
    route.request().resourceType() === "document" ? route.continue() : undefined,
  )
  await page.goto(paths.relay(relay.id))
  await page.locator("#root").getByRole("link", { name: "Activity" }).click()
  await page.waitForURL(`**${paths.relayActivity(relay.id)}`)
  expect(await page.locator("#early").count()).toBe(0)
})

it("nobody is shown a page of people who are signed in, and no operator's page is shown to others", async () => {
  for (const [looks, path] of [
    [{}, paths.relays],
    [await signedIn(new Person(), false), paths.admin],
    [await signedIn(new Person(), false), paths.login],
  ] as const) {
    const visitor = await come(looks)
    const { go } = await waiting(visitor, path)
    expect(await visitor.page.locator("#early").isVisible(), path).toBe(false)
    go()
    await visitor.page.getByRole("heading", { level: 1 }).first().waitFor()
  }
})

it("what is drawn cannot be pressed, read aloud or found by its name, and has no style of its own", async () => {
  const visitor = await come()
  const { go } = await waiting(visitor, paths.home)
  const found = await visitor.page.locator("#early").evaluate((early) => ({
    inert: early.hasAttribute("inert") && early.getAttribute("aria-hidden") === "true",
    named: [...early.querySelectorAll("[id], [name], [for], [style], [href], script")].map(
      ({ outerHTML }) => outerHTML,
    ),
    pictures: early.querySelectorAll("img").length,
  }))
  expect(found).toEqual({ inert: true, named: [], pictures: 2 })
  go()
  await visitor.page.getByRole("heading", { level: 1 }).waitFor()
})

it("a page whose very first script does not come says so, tries again, and is there once it comes", async () => {
  const visitor = await come()
  visitor.pardon(/Failed to load resource.*\/assets\/index-/)
  const { page } = visitor
  const first = "**/assets/index-*.js"
  let asked = 0
  await page.route(first, async (route) => {
    asked++
    await (asked === 1 ? route.abort() : route.fulfill({ status: 404 }))
  })
  const sentence = page.getByRole("alert").getByText("This page couldn’t be loaded. We’ll keep trying.")
  await page.goto(paths.login, { waitUntil: "commit" })
  await sentence.waitFor()
  expect(await page.locator("#early").count(), "nothing that looks as if it could be used").toBe(0)
  await expect.poll(() => asked).toBeGreaterThanOrEqual(2)
  await sentence.waitFor()
  await page.unroute(first)
  await page.getByRole("heading", { level: 1, name: "Log in with your key" }).waitFor()
  expect(await sentence.isVisible()).toBe(false)
})
