import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { paths } from "~/paths"
import { BOOKS_MS, Books } from "./support/books"
import { CardProcessor } from "./support/card-processor"
import { Person, relayOf, until } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
let processor: CardProcessor
let books: Books

beforeAll(async () => {
  books = await Books.open(async ({ url }) => {
    processor = await CardProcessor.start(url)
    return processor.settings
  })
})
afterAll(async () => {
  await books?.close()
  await processor?.stop()
})

/** Somebody with a paid relay whose first invoice is open. */
async function owing(subdomain: string) {
  const owner = new Person()
  await relayOf(owner, subdomain, { plan_id: "basic", info_name: subdomain }, books.url)
  const invoice = await until(async () => (await books.invoicesOf(owner))[0], "the first invoice")
  const { page, tab } = await visit(owner)
  return { owner, invoice, page, tab }
}

async function visit(owner: Person) {
  const visitor = await come(await signedIn(owner, false, books.url))
  // Whoever comes back just before the payment is known asks for a payment code just after it.
  visitor.pardon(/status of 409 .*\/bolt11\)$/)
  return { page: visitor.page, tab: () => visitor.tab() }
}

/** How each invoice stands and what paid it, newest first. */
const standingOf = async (owner: Person) =>
  (await books.invoicesOf(owner)).map(({ status, method }) => [status, method])

const paid = (page: Page) => page.getByRole("heading", { name: "Paid", exact: true }).waitFor({ timeout: BOOKS_MS })
const atProcessor = (page: Page) => page.waitForURL((url) => url.href.startsWith(processor.url))

/** From the account to the processor's page of cards, where one is added, and back. */
async function addCard(
  page: Page,
  button: "Add a card" | "Manage your card",
  card: "Add a card" | "Add an empty card",
) {
  const ways = page.getByRole("region", { name: "Automatic payment" })
  await ways.getByRole("button", { name: button }).click()
  await atProcessor(page)
  await page.getByRole("button", { name: card }).click()
  await ways.getByText("Visa ending in 4242", { exact: false }).waitFor({ timeout: BOOKS_MS })
}

describe("cards", () => {
  it("an invoice is paid on the processor's page, and every tab that shows it says so by itself", async () => {
    const { owner, invoice, page, tab } = await owing("by-card")
    const pay = `${paths.account}?invoice=${invoice.id}`
    const other = await tab()
    await other.goto(pay)
    await other.getByRole("button", { name: "Pay by card instead" }).waitFor()
    await other.evaluate(() => Reflect.set(window, "neverReloaded", true))

    await page.goto(pay)
    await page.getByRole("button", { name: "Pay by card instead" }).click()
    await atProcessor(page)
    await page.getByRole("heading", { name: "Pay 1000 cents" }).waitFor()
    await page.getByRole("link", { name: "Back" }).click()
    await page.getByRole("button", { name: "Pay by card instead" }).click()
    await atProcessor(page)
    await page.getByRole("button", { name: "Pay with an empty card" }).click()
    await page.getByRole("heading", { name: "Pay 1000 cents" }).waitFor()
    expect(await standingOf(owner), "nothing was paid yet").toEqual([["open", undefined]])
    await page.getByRole("button", { name: "Pay", exact: true }).click()

    await page.waitForURL((url) => url.href.startsWith(books.url))
    await paid(page)
    await page.getByText(/^Your card is charged on \d+ \w+( \d{4})?$/).waitFor()
    await paid(other)
    expect(await other.evaluate(() => Reflect.get(window, "neverReloaded"))).toBe(true)
    expect(await standingOf(owner)).toEqual([["paid", "stripe"]])
    await other.getByText("All paid.").waitFor()
    expect(await other.getByText("Your card was refused.").count(), "what was paid in the end was not refused").toBe(0)
  })

  it("a saved card pays what is open at once, and the next month by itself", async () => {
    const { owner, page } = await owing("by-saved-card")
    await page.goto(paths.account)
    await page.getByRole("region", { name: "Amount due" }).waitFor()
    await addCard(page, "Add a card", "Add a card")
    await page.getByText("All paid.").waitFor({ timeout: BOOKS_MS })
    expect(await standingOf(owner)).toEqual([["paid", "stripe"]])

    await books.advance(32)
    // Nobody reloads: the stream tells.
    const invoices = page.getByRole("table", { name: "Invoices" })
    await expect.poll(() => invoices.getByText("card", { exact: true }).count(), { timeout: BOOKS_MS }).toBe(2)
    expect(await standingOf(owner)).toEqual([
      ["paid", "stripe"],
      ["paid", "stripe"],
    ])
  })

  it("a card that is declined says why, asks for another way, and is forgotten once another one paid", async () => {
    const { owner, page } = await owing("declined")
    await page.goto(paths.account)
    await addCard(page, "Add a card", "Add an empty card")
    await page.getByText("Your card was refused.").waitFor({ timeout: BOOKS_MS })
    await page.getByText("There isn’t enough money on your card.", { exact: false }).first().waitFor()
    expect(await standingOf(owner)).toEqual([["open", undefined]])

    await page.goto(paths.relays)
    await page.getByText(/^≈ \$10\.00 due on \d+ \w+( \d{4})?\./).waitFor()
    await page.getByText("Automatic payment failed: “There isn’t enough money on your card”.").waitFor()
    await page.getByRole("link", { name: "Pay", exact: true }).click()
    await page.getByRole("dialog", { name: "Pay invoice" }).waitFor()

    await page.goto(paths.account)
    await addCard(page, "Manage your card", "Add a card")
    await page.getByText("All paid.").waitFor({ timeout: BOOKS_MS })
    await page.getByText("Your card was refused.").waitFor({ state: "detached" })
    expect(await standingOf(owner)).toEqual([["paid", "stripe"]])
  })
})
