import { npubEncode } from "nostr-tools/nip19"
import { expect, it } from "vitest"
import { paths } from "~/paths"
import { passGates } from "./support/gates"
import { Person, relayOf, stored } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()

it("a private room is created, filled, renamed and deleted with its messages", async () => {
  const owner = new Person()
  const guest = new Person()
  const relay = await relayOf(owner, "rooms-walk")
  await owner.ask("PUT", `/relays/${relay.id}/members/${guest.pubkey}`)
  const { page } = await come(await signedIn(owner))
  await page.goto(paths.relayRooms(relay.id))

  await page.getByRole("heading", { name: "Create the first room" }).waitFor()
  await page.getByRole("button", { name: "New room" }).click()
  const form = page.getByRole("dialog")
  await form.getByRole("button", { name: "Create room" }).click()
  await form.getByText("Give the room a name.").waitFor()
  await form.getByLabel("Name").fill("Board")
  await form.getByLabel("Private").check()
  await passGates(page, "room-form")
  await form.getByRole("button", { name: "Create room" }).click()
  await form.waitFor({ state: "detached" })
  const row = page.getByRole("row").filter({ hasText: "Private: only its members read it." })
  await row.waitFor()
  await passGates(page, "rooms")

  const [room] = (await owner.ask<{ rooms: { id: string }[] }>("GET", `/relays/${relay.id}/rooms`)).rooms
  const tags = [["h", room?.id ?? ""]]
  const writing = await owner.connect(relay.url)
  const message = owner.event(9, "The harbour is for sale", tags)
  await writing.publish(message)
  const reading = await guest.connect(relay.url)
  expect(await stored(reading, { ids: [message.id] }), "before the guest is in the room").toEqual([])

  await row.getByRole("button", { name: "Actions for Board" }).click()
  await page.getByRole("menuitem", { name: "Members" }).click()
  const people = page.getByRole("dialog")
  await people.getByLabel("Add someone").fill(npubEncode(guest.pubkey))
  await people.getByRole("button", { name: "Add", exact: true }).click()
  await people.getByRole("button", { name: `Remove ${npubEncode(guest.pubkey).slice(0, 8)}` }).waitFor()
  await passGates(page, "room-members")
  await people.getByRole("button", { name: "Done" }).click()
  expect(await stored(reading, { ids: [message.id] }), "once the guest is in the room").toHaveLength(1)

  await row.getByRole("button", { name: "Actions for Board" }).click()
  await page.getByRole("menuitem", { name: "Edit" }).click()
  await page.getByRole("dialog").getByLabel("Name").fill("Committee")
  await page.getByRole("dialog").getByRole("button", { name: "Save room" }).click()
  await page.getByRole("row").filter({ hasText: "Committee" }).waitFor()

  await row.getByRole("button", { name: "Actions for Committee" }).click()
  await page.getByRole("menuitem", { name: "Delete" }).click()
  const asking = page.getByRole("alertdialog").or(page.getByRole("dialog"))
  await asking.getByText("deleted for everyone", { exact: false }).waitFor()
  await asking.getByRole("button", { name: "Delete room" }).click()
  await page.getByRole("heading", { name: "Create the first room" }).waitFor()
  expect(await stored(writing, { ids: [message.id] }), "the messages are gone").toEqual([])
  writing.close()
  reading.close()

  await page.goto(paths.relayActivity(relay.id))
  await page.getByText("You deleted the room “Committee” with all its messages").waitFor()
})
