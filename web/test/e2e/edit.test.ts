import { expect, it } from "vitest"
import { paths } from "~/paths"
import { Person, type RelayOfApi, relayOf, until } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()

it("settings are changed, refused where they must be, and reach the relay itself", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "before-it")
  await relayOf(new Person(), "somebody-elses")
  const visitor = await come(await signedIn(owner))
  const { page } = visitor
  await page.goto(paths.editRelay(relay.id))
  await page.getByLabel("Relay name").fill("After it")
  await page.getByRole("switch", { name: "Anyone can join" }).click({ force: true })
  await page
    .getByText(/^Not available yet on this server: /)
    .first()
    .waitFor()

  const address = page.getByLabel("Address", { exact: true })
  await address.fill("Not this")
  await page.getByText("Use lowercase letters, numbers and hyphens.").first().waitFor()
  await address.fill("somebody-elses")
  await page.getByText("That address is taken.", { exact: false }).first().waitFor()
  await address.fill("after-it")
  await page.getByText("Links and invites to", { exact: false }).waitFor()

  await page
    .getByRole("link", { name: /^Members/ })
    .first()
    .click()
  const leaving = page.getByRole("alertdialog").or(page.getByRole("dialog"))
  await leaving.getByText("You haven’t saved:", { exact: false }).waitFor()
  await leaving.getByRole("button", { name: "Stay here" }).click()
  expect(await page.getByLabel("Relay name").inputValue()).toBe("After it")

  await page.getByRole("button", { name: "Save", exact: true }).click()
  const sure = page.getByRole("alertdialog").or(page.getByRole("dialog"))
  await page.getByText("Saved.").or(sure).first().waitFor()
  if (await sure.isVisible()) await sure.getByRole("button").last().click()
  await page.getByRole("heading", { name: "After it", level: 1 }).waitFor()
  const changed = await until(async () => {
    const now = await owner.ask<RelayOfApi>("GET", `/relays/${relay.id}`)
    return now.subdomain === "after-it" && now.provisioning === "active" ? now : undefined
  }, "the change to reach the relay")
  const anybody = await until(() => new Person().connect(changed.url).catch(() => undefined), "the new address")
  anybody.close()
})

it("a relay is deleted only by typing its address, and can be brought back", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "short-lived")
  const { page } = await come(await signedIn(owner))
  await page.goto(paths.editRelay(relay.id))
  await page.getByRole("button", { name: "Delete", exact: true }).click()
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"))
  const sure = dialog.getByRole("button", { name: /^Delete/ })
  await dialog.getByRole("textbox").fill("short-live")
  await sure.click({ force: true })
  expect((await owner.ask<{ deleted_at?: number }>("GET", `/relays/${relay.id}`)).deleted_at).toBeUndefined()
  await dialog.getByRole("textbox").fill("short-lived")
  await sure.click()
  await page
    .getByRole("heading", { name: "Create your first relay" })
    .or(page.getByText("Nothing matches"))
    .first()
    .waitFor()
  await page.goto(paths.relay(relay.id))
  await page.getByRole("button", { name: "Restore relay" }).first().click()
  await expect.poll(() => page.title()).toContain("Online")
})
