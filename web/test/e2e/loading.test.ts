import { expect, it } from "vitest"
import { paths } from "~/paths"
import { Person, relayOf, until } from "./support/people"
import { signedIn } from "./support/session"
import { type Visitor, visitors } from "./support/visitor"

const { come } = visitors()

/** Holds back the server's answer to a GET of the API until `go` is called. */
async function hold({ page }: Visitor, path: string): Promise<{ go: () => void }> {
  let go = () => {}
  const gone = new Promise<void>((resolve) => {
    go = resolve
  })
  await page.route(`**${path}`, async (route) => {
    if (route.request().resourceType() !== "document") await gone
    await route.continue()
  })
  return { go }
}

it("shows the way back and the tabs of a relay while it is loading", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "loading-links")
  const visitor = await come(await signedIn(owner, false))
  const { page } = visitor
  const { go } = await hold(visitor, paths.relay(relay.id))
  await page.goto(paths.relay(relay.id))
  await page.getByRole("link", { name: "Activity" }).click()
  await page.waitForURL(`**${paths.relayActivity(relay.id)}`)
  go()
  await page.getByRole("heading", { level: 1 }).waitFor()
})

it("keeps the tabs of a relay in place when its members are counted", async () => {
  const owner = new Person()
  const { id } = await relayOf(owner, "loading-tabs")
  await until(async () => {
    const { member_count } = await owner.ask<{ member_count?: number | null }>("GET", `/relays/${id}`)
    return member_count
  }, "its members to be counted")
  const visitor = await come(await signedIn(owner, false))
  const { page } = visitor
  const { go } = await hold(visitor, paths.relay(id))
  await page.goto(paths.relay(id))
  const tabs = page.locator("main nav li")
  const places = async () => {
    await page.evaluate(() => document.fonts.ready.then(() => true))
    return tabs.evaluateAll((all) => all.map((tab) => Math.round(tab.getBoundingClientRect().left)))
  }
  await tabs.first().waitFor()
  const before = await places()
  expect(before).toHaveLength(7)
  go()
  await page.getByRole("link", { name: /^Members\s*1$/ }).waitFor()
  await expect.poll(places).toEqual(before)
})

it("shows the first settings while a relay is loading, where the form has them", async () => {
  const owner = new Person()
  const { id } = await relayOf(owner, "loading-form")
  const visitor = await come(await signedIn(owner, false))
  const { page } = visitor
  const { go } = await hold(visitor, paths.relay(id))
  await page.goto(paths.editRelay(id))
  const help = page.locator("main").getByText("If you change it, existing links stop working")
  const place = async () => {
    await page.evaluate(() => document.fonts.ready.then(() => true))
    return help.boundingBox()
  }
  await help.waitFor()
  const before = await place()
  go()
  await page.getByLabel("Relay name").waitFor()
  await expect.poll(place).toEqual(before)
})

it("keeps the sections of an account in place when its invoices are there, on a phone too", async () => {
  for (const width of [1280, 390]) {
    const person = new Person()
    const visitor = await come({ ...(await signedIn(person, false)), width })
    const { page } = visitor
    const { go } = await hold(visitor, `/tenants/${person.pubkey}/invoices*`)
    await page.goto(paths.account)
    const costs = page.getByRole("heading", { name: "Costs" })
    const place = async () => {
      await page.evaluate(() => document.fonts.ready.then(() => true))
      return (await costs.boundingBox())?.y
    }
    await costs.waitFor()
    const before = await place()
    go()
    await page.getByText("No invoices yet.").waitFor()
    await expect.poll(place, { message: `${width} px` }).toBe(before)
  }
})

it("never shows a page of somebody who is signed in to others", async () => {
  for (const [looks, path, heading] of [
    [{}, paths.relays, "My relays"],
    [await signedIn(new Person(), false), paths.admin, "Overview"],
  ] as const) {
    const { page } = await come(looks)
    await page.addInitScript(`new MutationObserver(() => {
      const title = document.querySelector("h1")?.textContent
      if (title) (window.titles ??= []).push(title)
    }).observe(document, { childList: true, subtree: true })`)
    await page.goto(path)
    await page.getByRole("heading", { level: 1 }).first().waitFor()
    expect(await page.evaluate(() => Reflect.get(window, "titles"))).not.toContain(heading)
  }
})
