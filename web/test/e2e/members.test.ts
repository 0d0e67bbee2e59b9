import { npubEncode } from "nostr-tools/nip19"
import { expect, it } from "vitest"
import { paths } from "~/paths"
import { passGates } from "./support/gates"
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

it("many members are searched by ID and by name, and shown page by page", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "crowded-square", { plan_id: "growth" })
  const guests = Array.from({ length: 60 }, () => new Person())
  for (const guest of guests) await owner.ask("PUT", `/relays/${relay.id}/members/${guest.pubkey}`)
  const named = guests[17] ?? new Person()
  const writing = await named.connect(relay.url)
  await writing.publish(named.event(0, JSON.stringify({ name: "Quetzalcoatl" })))
  writing.close()
  const { page } = await come(await signedIn(owner))
  const wholeLists: string[] = []
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url())
    if (pathname.endsWith(`/${relay.id}/members`) && search === "" && request.resourceType() === "fetch") {
      wholeLists.push(request.url())
    }
  })
  await page.goto(paths.relayMembers(relay.id))
  const table = page.getByRole("table", { name: "Members" })
  await table.waitFor()
  const rows = () => table.getByRole("row").count()
  const first = await rows()
  expect(first, "the head, 50 members and the owner, who may be one of them").toBeGreaterThanOrEqual(51)
  expect(first).toBeLessThanOrEqual(52)
  await page.getByText("of 61 shown", { exact: false }).waitFor()
  await passGates(page, "members-many")

  const search = page.getByRole("searchbox", { name: "Find by name or ID" })
  await page.keyboard.press("/")
  await page.keyboard.type("quetzal")
  await expect.poll(rows).toBe(2)
  await table.getByText(npubEncode(named.pubkey).slice(0, 8)).first().waitFor()
  expect(page.url()).toContain("q=quetzal")
  const other = guests[3] ?? named
  await search.fill(npubEncode(other.pubkey).slice(0, 20))
  await table.getByText(npubEncode(other.pubkey).slice(0, 8)).first().waitFor()
  await search.fill("zzz")
  await page.getByText("Nobody here matches “zzz”.").waitFor()
  await passGates(page, "members-no-match")
  await page.getByRole("button", { name: "Clear filters" }).click()

  await page.getByRole("button", { name: "Show more" }).focus()
  await page.keyboard.press("Enter")
  await expect.poll(rows).toBe(62)
  expect(wholeLists, "requests for the whole list").toEqual([])
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
