import { expect, it } from "vitest"
import { paths } from "~/paths"
import { mortalServer, NO_SERVER } from "./support/mortal"
import { Person, relayOf } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const SILENT = "The server isn’t responding."

const { come } = visitors()
const server = mortalServer()

it("a part that was not loaded yet when the server died comes when it is back, without a reload and with all that was typed", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "parted", {}, server.url())
  const visitor = await come(await signedIn(owner, false, server.url()))
  visitor.pardon(NO_SERVER)
  const { page } = visitor
  await page.goto(paths.editRelay(relay.id))
  const name = page.getByLabel("Relay name")
  await expect.poll(() => name.inputValue()).toBe("parted")
  await name.fill("Typed before it died")
  await page.evaluate(() => Reflect.set(window, "sameDocument", true))

  await server.kill()
  await page.keyboard.press("Control+k")
  await page.getByText(SILENT, { exact: false }).waitFor()
  expect(await name.inputValue()).toBe("Typed before it died")

  await server.revive()
  await page
    .getByRole("button", { name: "Try now" })
    .click({ timeout: 10_000 })
    .catch(() => {})
  await page.getByRole("dialog").waitFor({ timeout: 40_000 })
  expect(await name.inputValue()).toBe("Typed before it died")
  expect(await page.evaluate(() => Reflect.get(window, "sameDocument")), "no reload").toBe(true)
})

it("a part that a new version of the site no longer has is said, with a reload offered, and takes nothing away", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "renewed", {}, server.url())
  const visitor = await come(await signedIn(owner, false, server.url()))
  visitor.pardon(/status of 404/)
  const { page } = visitor
  await page.goto(paths.editRelay(relay.id))
  const name = page.getByLabel("Relay name")
  await expect.poll(() => name.inputValue()).toBe("renewed")
  await name.fill("Typed before it was renewed")
  await page.route("**/assets/*.js", (route) => route.fulfill({ status: 404 }))
  await page.keyboard.press("Control+k")
  await page.getByText("A new version is available.", { exact: false }).waitFor()
  expect(await page.getByRole("button", { name: "Reload" }).isVisible()).toBe(true)
  expect(await name.inputValue()).toBe("Typed before it was renewed")
})

const APP = /\/assets\/index-[^/]+\.js$/
const NOT_LOADED = "This page couldn’t be loaded"

it("a page whose app did not load because the server died says so, and goes on once it is back", async () => {
  const visitor = await come({ url: server.url() })
  visitor.pardon(NO_SERVER)
  const { page } = visitor
  // As if it had died right after it sent the page.
  const silent = (address: URL) => APP.test(address.pathname) || address.pathname === "/info"
  await page.route(silent, (route) => route.abort("connectionrefused"))
  await page.goto(paths.login, { waitUntil: "commit" })
  await page.getByRole("alert").getByText(NOT_LOADED, { exact: false }).waitFor()

  await page.unroute(silent)
  await page.getByRole("heading", { level: 1 }).waitFor()
  expect(await page.getByText(NOT_LOADED, { exact: false }).count()).toBe(0)
})

it("an app that a new version of the site no longer has is fetched with its page anew, by itself", async () => {
  const visitor = await come({ url: server.url() })
  visitor.pardon(/status of 404/)
  const { page } = visitor
  let documents = 0
  page.on("framenavigated", () => documents++)
  await page.route(APP, (route) => (documents > 1 ? route.continue() : route.fulfill({ status: 404 })))
  await page.goto(paths.login)
  await page.getByRole("alert").getByText(NOT_LOADED, { exact: false }).waitFor()
  await page.getByRole("heading", { level: 1 }).waitFor()
  expect(documents).toBeGreaterThan(1)
})

it("a page whose app does not load says so, tries again, and is there once it loads", async () => {
  const visitor = await come()
  visitor.pardon(/Failed to load resource.*\/assets\/index-/)
  const { page } = visitor
  const first = APP
  let asked = 0
  await page.route(first, async (route) => {
    asked++
    await (asked === 1 ? route.abort() : route.fulfill({ status: 404 }))
  })
  const sentence = page.getByRole("alert").getByText("This page couldn’t be loaded. We’ll keep trying.")
  await page.goto(paths.login, { waitUntil: "commit" })
  await sentence.waitFor()
  await expect.poll(() => asked).toBeGreaterThanOrEqual(2)
  await sentence.waitFor()
  await page.unroute(first)
  await page.getByRole("heading", { level: 1, name: "Log in with your key" }).waitFor()
  expect(await sentence.isVisible()).toBe(false)
})
