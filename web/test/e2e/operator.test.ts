import { expect, inject, it } from "vitest"
import { paths } from "~/paths"
import { operatorOf, Person, relayOf } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
const operator = () => operatorOf(inject("harness").operatorNsec)

it("a tenant whose page is open sees at once that the operator suspended a relay, and why", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "watched")
  const tenant = await come(await signedIn(owner))
  await tenant.page.goto(paths.relay(relay.id))
  await tenant.page.getByText("Online").first().waitFor()

  const admin = await come(await signedIn(operator(), true))
  await admin.page.goto(paths.adminRelay(relay.id))
  await admin.page.getByRole("button", { name: "Suspend" }).click()
  const dialog = admin.page.getByRole("dialog").or(admin.page.getByRole("alertdialog"))
  await dialog.getByLabel("Reason").fill("It copied another community’s name")
  await dialog.getByRole("button", { name: "Suspend", exact: true }).click()

  await tenant.page.getByText("The host suspended this relay.").waitFor()
  await tenant.page.getByText("It copied another community’s name").first().waitFor()
  await expect.poll(() => tenant.page.title()).toContain("Suspended")

  await admin.page.getByRole("button", { name: "Lift suspension" }).click()
  const lifting = admin.page.getByRole("dialog").or(admin.page.getByRole("alertdialog"))
  await lifting.getByRole("textbox").fill("Cleaned up")
  await lifting.getByRole("button", { name: "Lift suspension" }).click()
  await tenant.page.getByText("The host suspended this relay.").waitFor({ state: "detached" })
  await tenant.page.getByText("Online").first().waitFor()
})

it("a suspended tenant's relays all go offline, and the account says why", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "whole-tenant")
  const tenant = await come(await signedIn(owner))
  await tenant.page.goto(paths.account)
  await tenant.page.getByRole("heading", { name: "Account" }).first().waitFor()

  const admin = await come(await signedIn(operator(), true))
  await admin.page.goto(paths.adminTenant(owner.pubkey))
  await admin.page
    .getByRole("button", { name: /^Suspend/ })
    .first()
    .click()
  const dialog = admin.page.getByRole("dialog").or(admin.page.getByRole("alertdialog"))
  await dialog.getByLabel("Reason").fill("Spam from two of its relays")
  await dialog.getByRole("button", { name: /^Suspend/ }).click()

  await tenant.page.getByText("Spam from two of its relays").first().waitFor()
  const { status } = await owner.ask<{ status: string }>("GET", `/relays/${relay.id}`)
  expect(status).toBe("suspended")
})

it("who is no operator gets nothing of the operator's part", async () => {
  const stranger = new Person()
  const visitor = await come(await signedIn(stranger))
  visitor.pardon(/status of 403/)
  await visitor.page.goto(paths.admin)
  await visitor.page.getByText("This page is for the server’s operator").waitFor()
  await visitor.page.goto(paths.relays)
  await visitor.page.getByRole("heading", { name: "Create your first relay" }).waitFor()
  expect(await visitor.page.locator('a[href^="/admin"]').count()).toBe(0)
})

it("item 8: what an operator does with a reason stands in the audit log, and is found there", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "audited")
  const { page } = await come(await signedIn(operator(), true))
  await page.goto(paths.adminRelay(relay.id))
  await page.getByRole("button", { name: "Suspend" }).click()
  const dialog = page.getByRole("dialog").or(page.getByRole("alertdialog"))
  await dialog.getByLabel("Reason").fill("Three complaints about “audited”")
  await dialog.getByRole("button", { name: "Suspend", exact: true }).click()
  await page.getByRole("button", { name: "Lift suspension" }).waitFor()

  await page.goto(paths.adminAudit)
  await page.getByRole("searchbox").fill("three complaints about")
  const entries = page.getByRole("list", { name: "Audit log" }).getByRole("listitem")
  await expect.poll(() => entries.count()).toBe(1)
  const entry = entries.first()
  await entry.getByText("Suspend relay").waitFor()
  await entry.getByText("Three complaints about “audited”").waitFor()
  await entry.getByText(/^You, /).waitFor()
  await entry.getByRole("link").click()
  await page.waitForURL(`**${paths.adminRelay(relay.id)}`)
})
