import { expect, it } from "vitest"
import { paths } from "~/paths"
import { copiedBy } from "./support/clipboard"
import { tabTo } from "./support/keyboard"
import { Person, relayOf } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
const PASSWORD = "correct horse battery staple"
const LOCKING_MS = 60_000

it("a newcomer makes a key and a relay with the keyboard alone", async () => {
  const { page } = await come()
  const press = (key: string) => page.keyboard.press(key)
  await page.goto(paths.home)
  await page.getByRole("heading", { level: 1 }).waitFor()
  await tabTo(page, /^Get started/)
  await press("Enter")

  await page.getByRole("heading", { name: "Create relay" }).waitFor()
  await tabTo(page, /^Relay name/)
  await page.keyboard.type("Keyboard Choir")
  await tabTo(page, /^Create relay/)
  await press("Enter")

  await page.getByRole("heading", { name: "Create your key" }).waitFor()
  await tabTo(page, /^Your name/)
  await page.keyboard.type("Kai")
  await tabTo(page, /^File password/)
  await page.keyboard.type(PASSWORD)
  const saving = page.waitForEvent("download", { timeout: LOCKING_MS })
  await press("Enter")
  await saving
  await tabTo(page, /^I’ve saved the file/)
  await press("Space")
  await tabTo(page, /^Continue/)
  await press("Enter")

  await page.getByText("Your relay is online").waitFor()
  await tabTo(page, /^Copy/)
  const copied = await copiedBy(page, () => press("Enter"))
  expect(copied).toMatch(/keyboard-choir\.localhost/)

  await press("?")
  await page.getByRole("dialog").waitFor()
  await press("Escape")
  await page.getByRole("dialog").waitFor({ state: "detached" })
  await press("ControlOrMeta+k")
  await page.getByRole("combobox").and(page.locator(":focus")).waitFor()
  await page.keyboard.type("account")
  await press("Enter")
  await page.waitForURL(new RegExp(`${paths.account}$`))
})

it("a control keeps the focus while the rest of its page arrives", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "focused")
  const { page } = await come(await signedIn(owner))
  await page.goto(paths.relays)
  const link = page.getByRole("main").getByRole("link", { name: /^focused/ })
  await link.waitFor()
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(new RegExp(`/relays/${relay.id}/(members|health|activity|invite)`), async (route) => {
    await released
    await route.continue()
  })
  await link.click()
  const copy = page.getByRole("button", { name: "Copy address" })
  await copy.focus()
  release()
  await page.getByText("1 of 10", { exact: false }).first().waitFor()
  expect(await copy.evaluate((button) => button === document.activeElement)).toBe(true)
})
