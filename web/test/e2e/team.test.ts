import { npubEncode } from "nostr-tools/nip19"
import { afterAll, beforeAll, expect, it } from "vitest"
import { paths } from "~/paths"
import { BOOKS_MS, Books } from "./support/books"
import { passGates } from "./support/gates"
import { Person, relayOf, until } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

/** How long the relay's host may take until it lists its moderator, before the page is read again. */
const ROW_MS = 3_000

const { come } = visitors()
let books: Books

beforeAll(async () => {
  books = await Books.open()
})
afterAll(() => books.close())

it("an owner names a moderator, and hands the paid relay over to a recipient who has seen the price", async () => {
  const [owner, moderator, recipient] = [new Person(), new Person(), new Person()]
  const relay = await relayOf(owner, "handed-over", { plan_id: "basic" }, books.url)
  const [first] = await until(async () => {
    const all = await books.invoicesOf(owner)
    return all.length > 0 ? all : undefined
  }, "the first invoice")
  const code = await owner.ask<{ lnbc: string }>("POST", `/invoices/${first?.id}/bolt11`, undefined, books.url)
  await owner.ask("POST", "/dev/wallet/pay", { invoice: code.lnbc }, books.url)
  await until(async () => (await books.invoicesOf(owner))[0]?.status === "paid", "the payment", BOOKS_MS)

  const { page: owners } = await come(await signedIn(owner, false, books.url))
  await owners.goto(paths.relayMembers(relay.id))
  await owners.getByRole("button", { name: "Add to team" }).click()
  const adding = owners.getByRole("dialog", { name: "Add to team" })
  await adding.getByLabel("Their ID").fill(npubEncode(moderator.pubkey))
  await adding.getByRole("button", { name: "Add", exact: true }).click()
  await adding.waitFor({ state: "detached" })
  // The relay lists its moderator as a member, whom the menu does not offer to remove.
  const row = owners.getByRole("row").filter({ has: owners.getByTitle(npubEncode(moderator.pubkey)) })
  await until(async () => {
    await owners.reload()
    return row.waitFor({ timeout: ROW_MS }).then(
      () => true,
      () => false,
    )
  }, "the moderator among the members")
  await row.getByRole("button", { name: /^Actions for/ }).click()
  expect(await owners.getByRole("menuitem").allTextContents()).toEqual(["Copy ID"])
  await owners.keyboard.press("Escape")

  const { page: moderators } = await come(await signedIn(moderator, false, books.url))
  await moderators.goto(paths.relays)
  const helped = moderators.getByRole("list", { name: "Relays you help run" })
  await helped.getByText("Moderator", { exact: true }).waitFor()
  await helped
    .getByRole("link", { name: /handed-over/ })
    .first()
    .click()
  await moderators.goto(paths.relayMembers(relay.id))
  await moderators.getByRole("button", { name: "Add member" }).first().waitFor()
  await moderators.getByRole("button", { name: "Leave team" }).waitFor()
  for (const name of ["Transfer relay", "Add to team"]) {
    expect(await moderators.getByRole("button", { name }).count(), name).toBe(0)
  }
  expect(await moderators.getByRole("link", { name: "Settings" }).count()).toBe(0)

  // The recipient's page is open before the offer; the stream brings it.
  const { page: recipients } = await come(await signedIn(recipient, false, books.url))
  await recipients.goto(paths.relays)
  await recipients.getByText("Create your first relay").waitFor()

  await owners.getByRole("button", { name: "Transfer relay" }).click()
  const offering = owners.getByRole("dialog", { name: /^Transfer/ })
  await offering.getByText(/becomes your credit: [\d,]+ sats if they accept now/).waitFor()
  await offering.getByLabel("Their ID").fill(npubEncode(recipient.pubkey))
  await offering.getByLabel(/handed-over/).fill("handed-over")
  await passGates(owners, "transfer-offer")
  await offering.getByRole("button", { name: "Offer the relay" }).click()
  await owners.getByText(/^You offered this relay to/).waitFor()

  await recipients.getByText("handed-over is offered to you").waitFor({ timeout: 15_000 })
  await recipients.getByText(/You pay 10,000 sats now, for .* Basic costs 10,000 sats a month/).waitFor()
  await passGates(recipients, "transfer-offered")
  await recipients.getByRole("button", { name: "Accept" }).click()
  const accepting = recipients.getByRole("dialog", { name: /^Become the owner/ })
  await accepting.getByText(/You pay 10,000 sats now/).waitFor()
  await accepting.getByRole("button", { name: "Accept" }).click()
  await recipients.getByRole("list", { name: "Relays", exact: true }).getByText("handed-over").first().waitFor()

  // The former owner has the rest as credit, and no relay.
  await owners.goto(paths.relays)
  await owners.getByText("Create your first relay").waitFor()
  await expect(owner.ask("GET", `/relays/${relay.id}`, undefined, books.url)).rejects.toThrow(/404/)
  await expect
    .poll(async () => (await books.invoicesOf(recipient)).map(({ status }) => status), { timeout: BOOKS_MS })
    .toEqual(["open"])
  const credit = await owner.ask<{ credit: { amount: number } }>(
    "GET",
    `/tenants/${owner.pubkey}`,
    undefined,
    books.url,
  )
  expect(credit.credit.amount).toBeGreaterThan(9_900)
})
