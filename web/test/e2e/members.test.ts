import { npubEncode } from "nostr-tools/nip19"
import { expect, it } from "vitest"
import { paths } from "~/paths"
import { Person, relayOf, stored, until } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()

it("somebody is added, writes, is banned with all they wrote, and let back in", async () => {
  const owner = new Person()
  const guest = new Person()
  const relay = await relayOf(owner, "doorkeeper")
  const { page } = await come(await signedIn(owner))
  await page.goto(paths.relayMembers(relay.id))

  await page.getByRole("button", { name: "Add member" }).first().click()
  const adding = page.getByRole("dialog")
  await adding.getByLabel("Their ID").fill(guest.pubkey.slice(0, 40))
  await adding.getByRole("button", { name: "Add", exact: true }).click()
  await adding.getByText("An ID starts with npub1, or is 64 hex characters (0–9, a–f).").waitFor()
  await adding.getByLabel("Their ID").fill(npubEncode(guest.pubkey))
  await adding.getByRole("button", { name: "Add", exact: true }).click()
  await adding.waitFor({ state: "detached" })
  const row = page.getByRole("row").filter({ hasText: npubEncode(guest.pubkey).slice(0, 8) })
  await row.waitFor()

  const inside = await guest.connect(relay.url)
  const note = guest.event(9, "Thank you for having me")
  await inside.publish(note)
  inside.close()

  await row.getByRole("button", { name: /^Actions for/ }).click()
  await page.getByRole("menuitem", { name: "Ban" }).click()
  const banning = page.getByRole("alertdialog").or(page.getByRole("dialog"))
  await banning.getByLabel("Reason").fill("Sold sunglasses")
  await banning.getByRole("button", { name: "Ban and delete" }).click()
  await row.waitFor({ state: "detached" })
  await page.getByText("Sold sunglasses").waitFor()

  const witness = await owner.connect(relay.url)
  expect(await stored(witness, { ids: [note.id] }), "what they wrote is gone").toEqual([])
  witness.close()
  const outside = await guest.connect(relay.url)
  await expect(outside.publish(guest.event(9, "again"))).rejects.toThrow(/restricted|blocked|banned|member/)
  outside.close()

  await page.getByRole("button", { name: /^Lift ban on/ }).click()
  await page.getByText("Sold sunglasses").waitFor({ state: "detached" })
  await page.getByRole("button", { name: "Add member" }).first().click()
  await page.getByRole("dialog").getByLabel("Their ID").fill(guest.pubkey)
  await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click()
  await row.waitFor()
  const back = await guest.connect(relay.url)
  await back.publish(guest.event(9, "Back again"))
  back.close()
})

it("a relay is taken offline and brought back with all that was in it", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "siesta")
  const writing = await owner.connect(relay.url)
  const note = owner.event(9, "Before the break")
  await writing.publish(note)
  const { page } = await come(await signedIn(owner))
  await page.goto(paths.relay(relay.id))
  await page.getByRole("button", { name: "Take offline" }).click()
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"))
  await dialog.getByText("Nothing is deleted", { exact: false }).waitFor()
  await dialog.getByRole("button", { name: "Take offline" }).click()
  await page.getByText("You took this relay offline.").waitFor()
  // The page says what was decided; the relay hears of it a moment later.
  await until(async () => {
    const open = await owner.connect(relay.url).catch(() => undefined)
    open?.close()
    return !open
  }, "the relay to be offline")

  await page.getByRole("button", { name: "Bring back online" }).first().click()
  await page.getByText("You took this relay offline.").waitFor({ state: "detached" })
  const again = await until(() => owner.connect(relay.url).catch(() => undefined), "the relay to be back")
  await expect.poll(() => page.title()).toContain("Online")
  expect(await stored(again, { ids: [note.id] })).toHaveLength(1)
  again.close()
  writing.close()
})
