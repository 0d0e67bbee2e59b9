import { afterAll, beforeAll, expect, it } from "vitest"
import { paths } from "~/paths"
import { Caravel, temporaryFolder } from "../../../conformance/peers/support/caravel.mjs"
import { Person, relayOf } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const NO_SERVER =
  /ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)/
const SILENT = "The server does not answer."

const { come } = visitors()
let data: Awaited<ReturnType<typeof temporaryFolder>>
let caravel: Caravel

beforeAll(async () => {
  data = await temporaryFolder()
  caravel = await Caravel.start({ DATA_DIR: data.folder })
})
afterAll(async () => {
  await caravel.stop()
  await data.remove()
})

it("a part that was not loaded yet when the server died comes when it is back, without a reload and with all that was typed", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "parted", {}, caravel.url)
  const visitor = await come(await signedIn(owner, false, caravel.url))
  visitor.pardon(NO_SERVER)
  const { page } = visitor
  await page.goto(paths.editRelay(relay.id))
  const name = page.getByLabel("Relay name")
  await name.fill("Typed before it died")
  await page.evaluate(() => Reflect.set(window, "sameDocument", true))

  await caravel.stop("SIGKILL")
  await page.getByRole("button", { name: "Invite people" }).click()
  await page.getByText(SILENT, { exact: false }).waitFor()
  expect(await name.inputValue()).toBe("Typed before it died")

  await caravel.launch({ DATA_DIR: data.folder, PORT: `${caravel.port}`, ENGINE_PORT: `${caravel.enginePort}` })
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
  const relay = await relayOf(owner, "renewed", {}, caravel.url)
  const visitor = await come(await signedIn(owner, false, caravel.url))
  visitor.pardon(/status of 404/)
  const { page } = visitor
  await page.goto(paths.editRelay(relay.id))
  const name = page.getByLabel("Relay name")
  await name.fill("Typed before it was renewed")
  await page.route("**/assets/*.js", (route) => route.fulfill({ status: 404 }))
  await page.getByRole("button", { name: "Invite people" }).click()
  await page.getByText("This site was renewed while you were here.", { exact: false }).waitFor()
  expect(await page.getByRole("button", { name: "Reload" }).isVisible()).toBe(true)
  expect(await name.inputValue()).toBe("Typed before it was renewed")
})
