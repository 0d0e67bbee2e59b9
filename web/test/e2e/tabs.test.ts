import { expect, it } from "vitest"
import { paths } from "~/paths"
import { Person, relayOf } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()

it("signing out in one tab signs the other one out, and the token is good for nothing any more", async () => {
  const owner = new Person()
  await relayOf(owner, "two-tabs")
  const { context, page } = await come(await signedIn(owner))
  await page.goto(paths.relays)
  await page.getByText("two-tabs").first().waitFor()
  const other = await context.newPage()
  await other.goto(paths.account)
  await other.getByRole("heading", { name: "Account" }).first().waitFor()

  await page.getByRole("button", { name: "Your account" }).click()
  await page.getByRole("button", { name: "Log out" }).click()

  await other.waitForURL(/\/login/)
  await expect.poll(() => page.url()).toMatch(/\/$/)
  await page.getByRole("link", { name: "Log in" }).first().waitFor()
  const answer = () => owner.ask("GET", "/identity").then(() => "let in", String)
  await expect.poll(answer).toMatch(/401 You’ve logged out/)
})

it("a change in one tab is seen in the other without a reload", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "seen-twice")
  const { context, page } = await come(await signedIn(owner))
  await page.goto(paths.relays)
  await page.getByText("seen-twice").first().waitFor()
  const other = await context.newPage()
  await other.goto(paths.relay(relay.id))
  await owner.ask("PUT", `/relays/${relay.id}`, { info_name: "Seen in both" })
  await other.getByRole("heading", { name: "Seen in both" }).waitFor()
  await page.bringToFront()
  await page.getByText("Seen in both").first().waitFor()
})
