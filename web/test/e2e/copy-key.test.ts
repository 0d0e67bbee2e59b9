import { decrypt } from "nostr-tools/nip49"
import { getPublicKey } from "nostr-tools/pure"
import { afterAll, beforeAll, expect, it } from "vitest"
import { paths } from "~/paths"
import { copiedBy } from "./support/clipboard"
import { InventedWorld } from "./support/invented"
import { visitors } from "./support/visitor"

const { come } = visitors()
const PASSWORD = "correct horse battery staple"
/** Locking a key is slow on purpose. */
const LOCKING_MS = 60_000
let world: InventedWorld

beforeAll(async () => {
  world = await InventedWorld.open()
})
afterAll(async () => {
  await world?.close()
})

it("where a relay is opened in an app, the locked key is copied, and only the password opens it", async () => {
  const visitor = await come({ url: world.url })
  // The invented relays exist in lists only.
  visitor.pardon(/WebSocket connection/)
  const { page } = visitor
  await page.goto(`${paths.newRelay}?name=Key+Copiers`)
  await page.getByText(/ is available$/).waitFor()
  await page.getByRole("button", { name: "Create relay" }).click()
  await page.getByLabel("Your name").fill("Nora")
  await page.getByLabel("File password").fill(PASSWORD)
  const saving = page.waitForEvent("download", { timeout: LOCKING_MS })
  await page.getByRole("button", { name: "Save key file" }).click()
  await saving
  await page.getByRole("checkbox", { name: /^I’ve saved the file/ }).check()
  await page.getByRole("button", { name: "Continue" }).click()
  await page.getByText("Your relay is online").waitFor()

  const copy = page.getByRole("button", { name: "Copy locked key" }).or(page.getByText("Copy locked key")).first()
  const locked = await copiedBy(page, () => copy.click())
  expect(locked).toMatch(/^ncryptsec1[a-z0-9]+$/)
  expect(getPublicKey(decrypt(locked, PASSWORD))).toMatch(/^[0-9a-f]{64}$/)
  expect(() => decrypt(locked, "another password")).toThrow()
})
