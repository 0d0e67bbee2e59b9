import { expect, it } from "vitest"
import { paths } from "~/paths"
import { passGates } from "./support/gates"
import { Person, relayOf, stored } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()

it("a reported message is removed, and restored", async () => {
  const owner = new Person()
  const guest = new Person()
  const relay = await relayOf(owner, "harbour-watch")
  await owner.ask("PUT", `/relays/${relay.id}/members/${guest.pubkey}`)
  const writing = await guest.connect(relay.url)
  const advert = guest.event(9, "Cheap <b>sunglasses</b> for sailors")
  await writing.publish(advert)
  const reporting = await owner.connect(relay.url)
  await reporting.publish(
    owner.event(1984, "Third time this week", [
      ["e", advert.id, "spam"],
      ["p", guest.pubkey],
    ]),
  )
  const { page } = await come(await signedIn(owner))
  await page.goto(paths.relayMembers(relay.id))
  await page.getByRole("link", { name: "Messages" }).click()

  const reports = page.getByRole("list", { name: "Reports" })
  await reports.getByText("Cheap <b>sunglasses</b> for sailors").waitFor()
  await reports.getByText("“Third time this week”").waitFor()
  await passGates(page, "relay-messages-reported")
  await page.getByRole("searchbox", { name: "Search messages" }).fill("SUNGLASSES")
  const found = page.getByRole("list", { name: "Messages", exact: true })
  await found.getByText("Cheap <b>sunglasses</b> for sailors").waitFor()

  await reports.getByRole("button", { name: /^Remove message by/ }).focus()
  await page.keyboard.press("Enter")
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"))
  await dialog.getByLabel("Reason").fill("No adverts")
  await dialog.getByRole("button", { name: "Remove message" }).click()
  await page.getByText("There are no open reports.").waitFor()
  await page.getByText("No message has “SUNGLASSES”.").waitFor()
  const removed = page.getByRole("list", { name: "Removed messages" })
  await removed.getByText("No adverts").waitFor()
  await passGates(page, "relay-messages-removed")
  expect(await stored(reporting, { ids: [advert.id] }), "the relay has deleted it").toEqual([])
  await expect(writing.publish(advert)).rejects.toThrow(/banned/)

  await removed.getByRole("button", { name: /^Restore/ }).click()
  await dialog.getByText("Members see it again where it was", { exact: false }).waitFor()
  await dialog.getByRole("button", { name: "Restore" }).click()
  await page.getByText("You haven’t removed any message.").waitFor()
  expect((await stored(reporting, { ids: [advert.id] })).map(({ id }) => id)).toEqual([advert.id])
  writing.close()
  reporting.close()
})
