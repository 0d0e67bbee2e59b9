import { beforeAll, expect, it } from "vitest"
import { paths } from "~/paths"
import { copiedBy } from "./support/clipboard"
import { passGates } from "./support/gates"
import { Person, type RelayOfApi, relayOf } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
const owner = new Person()
let relay: RelayOfApi

beforeAll(async () => {
  relay = await relayOf(owner, "invited", {
    info_name: "City Choir <of “Bergen”>",
    info_description: "We sing on Tuesdays.\nNew voices are welcome.",
  })
})

it("a copied invite link opens a page on the relay's own address, which says how to join", async () => {
  const { page } = await come(await signedIn(owner))
  await page.goto(paths.relay(relay.id))
  await page.getByRole("heading", { name: "Invite link" }).waitFor()
  const link = await copiedBy(page, () => page.getByRole("button", { name: "Copy: Invite link" }).click())
  const code = new URL(link).searchParams.get("c") ?? ""
  expect(link).toBe(`${relay.url.replace(/^ws/, "http")}/join?c=${code}`)

  const guest = await come()
  const answer = await guest.page.goto(link)
  expect(answer?.status()).toBe(200)
  expect(answer?.headers()["content-security-policy"]).toContain("default-src 'none'")
  const shown = guest.page
  await shown.getByRole("heading", { level: 1, name: "City Choir <of “Bergen”>" }).waitFor()
  expect(await shown.getByRole("listitem").getByRole("heading").allTextContents()).toEqual([
    "Get a free app",
    "Make your key",
    "Join",
  ])
  expect(await shown.locator("code").allTextContents()).toEqual([relay.url, code])
  await shown.getByRole("img", { name: "QR code of this page" }).waitFor()
  expect(await shown.evaluate(() => document.scripts.length)).toBe(0)
  await passGates(shown, "invite", { settles: false })
})

it("the button of a public address has no fault that a program can find", async () => {
  const guest = await come()
  await guest.page.goto(`${relay.url.replace(/^ws/, "http")}/join?c=K4T9Q2ZM`)
  await guest.page.locator(".note").evaluate((note, open) => {
    note.outerHTML = open
  }, OPEN)
  await guest.page.getByRole("link", { name: "Open in Flotilla" }).waitFor()
  await passGates(guest.page, "invite-public", { settles: false })
})

/** What a relay with TLS has instead of the note: relays of a demo have none. */
const OPEN = `<p class="open"><a class="button" href="https://app.flotilla.social/join?r=choir.example.com">Open in Flotilla</a></p>`

it("the platform has the page too, and a plain one for addresses without a relay", async () => {
  const guest = await come()
  const host = relay.url.replace("ws://", "")
  await guest.page.goto(`/join/${host}?c=K4T9Q2ZM`)
  await guest.page.getByRole("heading", { level: 1, name: "City Choir <of “Bergen”>" }).waitFor()
  expect(await guest.page.locator("code").allTextContents()).toEqual([relay.url, "K4T9Q2ZM"])

  guest.pardon(/status of 404/)
  await guest.page.goto("/join/nobody.localhost")
  await guest.page.getByRole("heading", { level: 1, name: "No community here" }).waitFor()
  await passGates(guest.page, "invite-missing", { settles: false })
})

it("an owner replaces the link, and prints the new one", async () => {
  const { page } = await come(await signedIn(owner))
  const codeOf = async () => (await owner.ask<{ claim: string }>("POST", `/relays/${relay.id}/invite`)).claim
  const before = await codeOf()
  await page.goto(paths.relay(relay.id))
  await page.getByRole("button", { name: "Replace link" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Replace link" }).click()
  await page.getByText("The invite link was replaced.").waitFor()
  const after = await codeOf()
  expect(after).not.toBe(before)
  await page.getByRole("link", { name: "Poster" }).click()
  await page.getByText(`/join?c=${after}`).waitFor()
  const paper = (await page.pdf({ format: "A4", printBackground: true })).toString("latin1")
  expect(paper.match(/\/Type\s*\/Page\b/g), "sheets of paper").toHaveLength(1)
})
