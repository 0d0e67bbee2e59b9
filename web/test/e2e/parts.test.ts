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
  await name.fill("Typed before it died")
  await page.evaluate(() => Reflect.set(window, "sameDocument", true))

  await server.kill()
  await page.getByRole("button", { name: "Invite people" }).click()
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
  await name.fill("Typed before it was renewed")
  await page.route("**/assets/*.js", (route) => route.fulfill({ status: 404 }))
  await page.getByRole("button", { name: "Invite people" }).click()
  await page.getByText("A new version is available.", { exact: false }).waitFor()
  expect(await page.getByRole("button", { name: "Reload" }).isVisible()).toBe(true)
  expect(await name.inputValue()).toBe("Typed before it was renewed")
})

const APP = /\/assets\/app-[^/]+\.js$/
const NOT_LOADED = "This page couldn’t be loaded"

it("a page whose app did not come because the server died says so, and goes on without a reload once it is back", async () => {
  const visitor = await come({ url: server.url() })
  visitor.pardon(NO_SERVER)
  const { page } = visitor
  // As if it had died right after its first file: everything that start.ts asks for is refused.
  const silent = (address: URL) => APP.test(address.pathname) || address.pathname === "/info"
  await page.route(silent, (route) => route.abort("connectionrefused"))
  await page.goto(paths.login)
  await page.getByRole("alert").getByText(NOT_LOADED, { exact: false }).waitFor()
  await page.evaluate(() => Reflect.set(window, "sameDocument", true))

  await page.unroute(silent)
  await page.getByRole("heading", { level: 1 }).waitFor()
  expect(await page.getByText(NOT_LOADED, { exact: false }).count()).toBe(0)
  expect(await page.evaluate(() => Reflect.get(window, "sameDocument")), "no reload").toBe(true)
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
