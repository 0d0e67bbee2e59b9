import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { npubEncode } from "nostr-tools/nip19"
import { decrypt } from "nostr-tools/nip49"
import type { Download, Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { paths } from "~/paths"
import { temporaryFolder } from "../../../conformance/peers/support/caravel.mjs"
import { copiedBy } from "./support/clipboard"
import { Counting, type Hand } from "./support/counting"
import { passGates } from "./support/gates"
import { Person, stored } from "./support/people"
import { keptByThePage } from "./support/storage"
import { type Looks, visitors } from "./support/visitor"

const { come } = visitors()
const PASSWORD = "correct horse battery staple"
/** Locking and opening a key is slow on purpose. */
const LOCKING_MS = 60_000

/** The key in the file that the page let somebody save. */
async function keyIn(download: Download): Promise<Person> {
  const { folder, remove } = await temporaryFolder()
  await download.saveAs(join(folder, "key.txt"))
  const content = await readFile(join(folder, "key.txt"), "utf8")
  await remove()
  const locked = /ncryptsec1[a-z0-9]+/.exec(content)?.[0]
  if (!locked) throw new Error(`no locked key in ${content}`)
  return new Person(decrypt(locked, PASSWORD))
}

it("a newcomer has a community in which a second person writes, and watches them arrive", async () => {
  const { page } = await come()
  await page.goto(paths.home)
  await page.getByRole("link", { name: "Get started" }).first().click()
  await page.getByRole("heading", { name: "Create relay" }).waitFor()
  await page.getByLabel("Relay name").fill("Tuesday Chess Club")
  await expect.poll(() => page.getByLabel("Address", { exact: true }).inputValue()).toBe("tuesday-chess-club")
  await page.getByLabel("Description").fill("We play on Tuesdays.")
  await page.getByRole("button", { name: "Create relay" }).click()

  await page.getByLabel("Your name").fill("Nora")
  await page.getByLabel("File password").fill(PASSWORD)
  const saving = page.waitForEvent("download", { timeout: LOCKING_MS })
  await page.getByRole("button", { name: "Save key file" }).click()
  const nora = await keyIn(await saving)
  await page.getByRole("checkbox", { name: /I’ve saved the file/ }).check()
  await page.getByRole("button", { name: "Continue" }).click()

  await page.getByText("Your relay is online").waitFor()
  await expect.poll(() => page.title()).toContain("Online")

  const address = await copied(page, "Copy: Relay address")
  expect(address).toMatch(/^ws:\/\/tuesday-chess-club\.localhost:\d+$/)
  const atHome = await nora.connect(address)
  const note = nora.event(9, "Hello, board")
  await atHome.publish(note)
  expect((await stored(atHome, { kinds: [9] })).map(({ id }) => id)).toEqual([note.id])

  // The page reads the relay with the key that was just made, and posts with it.
  await page.locator("#inside").scrollIntoViewIfNeeded()
  await page.getByText("Hello, board").waitFor()
  await page.getByLabel("Write a message").fill("Welcome, everyone")
  await page.getByRole("button", { name: "Post", exact: true }).click()
  await page.getByText("Your message is posted.").waitFor()
  await page.getByRole("list", { name: "The newest messages" }).getByText("Welcome, everyone").waitFor()
  const contents = (await stored(atHome, { kinds: [9] })).map(({ content }) => content)
  expect(contents).toContain("Welcome, everyone")
  await atHome.publish(nora.event(9, "Sent from an app"))
  await page.getByText("Sent from an app").waitFor()
  await passGates(page, "relay-inside")

  await page.getByText("Address and code for other apps").click()
  const claim = await copied(page, "Copy: Invite code")
  const friend = new Person()
  const theirs = await friend.connect(address)
  await theirs.publish(friend.event(28934, "", [["claim", claim]]))
  await theirs.publish(friend.event(9, "Thank you"))
  await page
    .getByRole("link", { name: /^Members/ })
    .first()
    .click()
  await page
    .getByRole("row")
    .filter({ hasText: npubEncode(friend.pubkey).slice(0, 8) })
    .waitFor()

  const third = new Person()
  const late = await third.connect(address)
  await late.publish(third.event(28934, "", [["claim", claim]]))
  await page
    .getByRole("row")
    .filter({ hasText: npubEncode(third.pubkey).slice(0, 8) })
    .waitFor({ timeout: 40_000 })
  for (const relay of [atHome, theirs, late]) relay.close()

  const kept = await keptByThePage(page)
  const hex = Buffer.from(nora.secret).toString("hex")
  expect(kept.includes(hex), "the key is in nothing that the page keeps").toBe(false)

  // The next steps outlast a reload, which forgets the key.
  await page.getByRole("link", { name: "Overview", exact: true }).click()
  await page.getByText("Your relay is online").waitFor()
  await page.reload()
  await page.getByText("Your relay is online").waitFor()
  await page.locator("#inside").scrollIntoViewIfNeeded()
  await page.getByRole("button", { name: "Unlock your key to look inside" }).waitFor()
})

/** What a button of the page puts on the clipboard. */
const copied = (page: Page, name: string): Promise<string> =>
  copiedBy(page, () => page.getByRole("button", { name }).first().click())

const SCREENS_MAX = 4
const PRESSES_MAX = 6

describe("from the first page to a copied invite link takes at most four screens and six presses", () => {
  const WAYS: [string, Hand, Looks][] = [
    ["by pointer", "pointer", { theme: "light" }],
    ["by keyboard alone", "keyboard", { theme: "light" }],
    ["on a phone", "pointer", { theme: "light", width: 390, height: 844 }],
    ["in the dark theme", "pointer", { theme: "dark" }],
  ]
  it.each(WAYS)("%s", async (way, hand, looks) => {
    const { page } = await come(looks)
    const walk = new Counting(page, hand)
    await page.goto(paths.home)
    await walk.type(page.getByLabel("Name of your community"), /^Name of your community/, `Walk ${way}`)
    await walk.press(page.getByRole("button", { name: "Get started" }), /^Get started/)
    await page.getByText(/ is available$/).waitFor()
    await walk.press(page.getByRole("button", { name: "Create relay" }), /^Create relay/)
    await walk.type(page.getByLabel("Your name"), /^Your name/, "Nora")
    await walk.type(page.getByLabel("File password"), /^File password/, PASSWORD)
    const saving = page.waitForEvent("download", { timeout: LOCKING_MS })
    await walk.press(page.getByRole("button", { name: "Save key file" }), /^Save key file/)
    await saving
    await walk.press(page.getByRole("checkbox", { name: /^I’ve saved the file/ }), /^I’ve saved the file/)
    await walk.press(page.getByRole("button", { name: "Continue" }), /^Continue/)
    await page.getByText("Your relay is online").waitFor()
    const copy = page.getByRole("button", { name: "Copy: Invite link" }).first()
    const link = await copiedBy(page, () => walk.press(copy, /^Copy: Invite link|^Copy$/))
    expect(link).toContain(`/join?c=`)
    expect(walk.screens, walk.screens.join(" → ")).toHaveLength(SCREENS_MAX)
    expect(walk.presses).toBeLessThanOrEqual(PRESSES_MAX)
  })
})
