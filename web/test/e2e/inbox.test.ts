import { wrapEvent } from "nostr-tools/nip17"
import { nsecEncode } from "nostr-tools/nip19"
import type { NostrEvent } from "nostr-tools/pure"
import { expect, inject, it } from "vitest"
import WebSocket from "ws"
import { paths } from "~/paths"
import { ScriptedExtension } from "./support/extension"
import { passGates } from "./support/gates"
import { connected, operatorOf, Person, relayOf } from "./support/people"
import { visitors } from "./support/visitor"

const { come } = visitors()

/** Leaves an event on the demo's own relay, which asks nobody who they are. */
async function leave(event: NostrEvent): Promise<void> {
  const relay = await connected(`ws://localhost:${inject("harness").enginePort}`, WebSocket)
  await relay.publish(event)
  relay.close()
}

it("a newcomer reads what the robot wrote, opened in the browser, also after a reload", async () => {
  const owner = new Person()
  const operator = operatorOf(inject("harness").operatorNsec)
  const relay = await relayOf(owner, "inbox-walk", { info_name: "Rowing Club" })
  await operator.ask("POST", `/relays/${relay.id}/suspend`, { reason: "It copied another name" })

  const { page } = await come()
  await page.goto(`${paths.login}?next=${paths.account}`)
  await page.getByText("Other ways", { exact: true }).click()
  await page.getByRole("link", { name: "Use a secret key" }).click()
  await page.getByLabel("Secret key", { exact: true }).fill(nsecEncode(owner.secret))
  await page.getByRole("button", { name: "Log in" }).click()
  await page.waitForURL((url) => url.pathname === paths.account)
  await page.getByText("We took “Rowing Club” offline", { exact: false }).waitFor()
  await page.getByRole("button", { name: "Your account" }).click()
  await page.getByRole("link", { name: "Demo inbox", exact: true }).click()
  await page.getByText("Reason: “It copied another name”.", { exact: false }).waitFor()
  expect(await page.getByRole("link", { name: `/relays/${relay.id}` }).getAttribute("href")).toContain(relay.id)
  await passGates(page, "inbox")

  await page.reload()
  await page.getByText("Your messages are encrypted.").waitFor()
  await page.getByRole("button", { name: "Open my messages" }).click()
  const dialog = page.getByRole("dialog", { name: "Unlock to continue" })
  await dialog.getByRole("button", { name: "Use the secret key instead" }).click()
  await dialog.getByLabel("Secret key", { exact: true }).fill(nsecEncode(owner.secret))
  await dialog.getByRole("button", { name: "Unlock" }).click()
  await page.getByText("Reason: “It copied another name”.", { exact: false }).waitFor()
})

it("an extension that cannot open messages is told of, and where they can be read", async () => {
  const visitor = await come()
  visitor.pardon(/status of 404 .*\/tenants\/[0-9a-f]{64}(\/[a-z]+)?\)/)
  const extension = new ScriptedExtension()
  await extension.install(visitor.context)
  const { page } = visitor
  await page.goto(`${paths.login}?way=extension&next=${paths.inbox}`)
  await page.getByText("No messages yet.").waitFor()
  await passGates(page, "inbox-empty")
  await leave(wrapEvent(new Person().secret, { publicKey: extension.pubkey }, "Hello"))
  await page.getByText("This browser extension can’t open private messages.", { exact: false }).waitFor()
  await passGates(page, "inbox-unable")
})
