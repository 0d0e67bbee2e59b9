import { buffer } from "node:stream/consumers"
import type { Page } from "playwright-core"
import { expect, inject, it } from "vitest"
import { paths } from "~/paths"
import { passGates } from "./support/gates"
import { Person, relayOf, until } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
/** Otherwise Chromium asks where to save a file, in a window of the system. */
const NO_PICKER = "delete window.showSaveFilePicker"

const linesOf = (author: Person, count: number) =>
  Array.from({ length: count }, (_, n) => JSON.stringify(author.event(1, `Message ${n}`)))

async function editPage(owner: Person, id: string): Promise<Page> {
  const looks = await signedIn(owner)
  const { page } = await come({ ...looks, before: `${looks.before};${NO_PICKER}` })
  await page.goto(paths.editRelay(id))
  await page.getByRole("button", { name: "Choose a file" }).waitFor()
  return page
}

const upload = (page: Page, name: string, buffer: Buffer) =>
  page.getByLabel("Import messages").setInputFiles({ name, mimeType: "application/octet-stream", buffer })

async function download(page: Page, press: () => Promise<unknown>): Promise<Buffer> {
  const [saved] = await Promise.all([page.waitForEvent("download"), press()])
  return buffer(await saved.createReadStream())
}

it("a file with new, known and bad lines is imported, and its result is there after a reload", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "importing")
  const page = await editPage(owner, relay.id)
  const lines = linesOf(new Person(), 40)
  await upload(page, "first.jsonl", Buffer.from(lines.slice(0, 30).join("\n")))
  await page.getByText("30 messages were added, 0 were already here.").waitFor()

  const forged = lines[39]?.replace("Message", "Massage") ?? ""
  await upload(page, "all.jsonl", Buffer.from([...lines.slice(0, 39), forged, "nonsense"].join("\n")))
  await page.getByText("9 messages were added, 30 were already here. 2 lines were not imported.").waitFor()
  await page.reload()
  await page.getByText("9 messages were added, 30 were already here. 2 lines were not imported.").waitFor()
  await page.getByText("The first lines that were not imported").focus()
  await page.keyboard.press("Enter")
  await page.getByText("Line 40").waitFor()
  await page.getByText("Line 41").waitFor()
  await passGates(page, "transfer-result")
})

it("a running import shows its progress, also after a reload, and its end by itself", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "progressing")
  const page = await editPage(owner, relay.id)
  const lines = linesOf(new Person(), 200).map((line) => `${line}\n`)
  let send: (line: string) => void = () => {}
  let finish: () => void = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      send = (line) => controller.enqueue(new TextEncoder().encode(line))
      finish = () => controller.close()
    },
  })
  const sending = fetch(new URL(`/relays/${relay.id}/import`, inject("harness").url), {
    method: "POST",
    headers: { Authorization: await owner.token(), "Content-Type": "application/x-ndjson" },
    body,
    duplex: "half",
  } as RequestInit)
  const sent = async (count: number) => {
    const lines = Number(/(\d+) lines?$/.exec((await page.getByText(/, \d+ lines?$/).textContent()) ?? "")?.[1])
    return lines >= count
  }
  for (const line of lines.slice(0, 100)) send(line)
  const progress = page.getByLabel("Importing")
  // The server reports about once a second, whenever something arrives.
  const trickle = setInterval(() => send("\n"), 300)
  await progress.waitFor()
  await until(() => sent(100), "the first lines")
  await passGates(page, "transfer-progress", { settles: false })
  await page.reload()
  await progress.waitFor()
  await until(() => sent(100), "the first lines, after a reload")
  await page.getByText("The file is sent from another page. You can leave this one.").waitFor()
  clearInterval(trickle)
  for (const line of lines.slice(100)) send(line)
  finish()
  expect((await sending).status).toBe(200)
  await page.getByText("200 messages were added, 0 were already here.").waitFor()
  expect(await progress.count()).toBe(0)
})

it("an exit kit is saved, and brings messages, members and bans to another relay", async () => {
  const owner = new Person()
  const [member, banned] = [new Person(), new Person()]
  const from = await relayOf(owner, "leaving")
  const to = await relayOf(owner, "arriving")
  await owner.ask("PUT", `/relays/${from.id}/members/${member.pubkey}`)
  await owner.ask("PUT", `/relays/${from.id}/bans/${banned.pubkey}`, { reason: "Spam" })
  const page = await editPage(owner, from.id)
  await upload(page, "first.jsonl", Buffer.from(linesOf(member, 3).join("\n")))
  await page.getByText("3 messages were added, 0 were already here.").waitFor()

  const events = await download(page, () => page.getByRole("button", { name: "Download", exact: true }).click())
  expect(events.toString().match(/Message /g)).toHaveLength(3)
  const kit = await download(page, () => page.getByRole("button", { name: "Download all" }).click())
  expect(kit.subarray(0, 2).toString()).toBe("PK")

  await page.getByRole("button", { name: "With secret key" }).focus()
  await page.keyboard.press("Enter")
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"))
  await dialog.getByRole("textbox").fill("leaving")
  await passGates(page, "transfer-key")
  const withKey = await download(page, () => page.keyboard.press("Enter"))
  expect(withKey.length).toBeGreaterThan(kit.length)

  await page.goto(paths.editRelay(to.id))
  await upload(page, "leaving.zip", kit)
  await page.getByText("3 messages were added, 0 were already here.", { exact: false }).waitFor()
  await passGates(page, "transfer-kit")
  const { members } = await owner.ask<{ members: string[] }>("GET", `/relays/${to.id}/members`)
  expect(members).toContain(member.pubkey)
  const { bans } = await owner.ask<{ bans: { pubkey: string; reason: string }[] }>("GET", `/relays/${to.id}/bans`)
  expect(bans.map(({ pubkey, reason }) => [pubkey, reason])).toEqual([[banned.pubkey, "Spam"]])
  await page.goto(paths.relayActivity(to.id))
  await page.getByText("You imported 3 messages, 1 member and 1 ban").waitFor()
})
