import { buffer } from "node:stream/consumers"
import { inflateSync } from "node:zlib"
import { afterAll, beforeAll, expect, it } from "vitest"
import { paths } from "~/paths"
import { BOOKS_MS, Books } from "./support/books"
import { Person, relayOf, until } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
let books: Books

beforeAll(async () => {
  books = await Books.open(async () => ({
    OPERATOR_NAME: "Harbour Hosting Ltd",
    OPERATOR_ADDRESS: "1 Quay Street\\nCork",
    OPERATOR_CONTACT: "mailto:help@harbour.example",
    OPERATOR_TERMS_URL: "https://harbour.example/terms",
    TAX_LABEL: "VAT",
    TAX_PERCENT: "23",
  }))
})
afterAll(() => books.close())

/** The plain parts of a PDF and all its compressed ones. */
function partsOf(pdf: Buffer): string {
  const text = pdf.toString("latin1")
  const streams = [...text.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body = ""]) => {
    try {
      return inflateSync(Buffer.from(body, "latin1")).toString("latin1")
    } catch {
      return ""
    }
  })
  return [text, ...streams].join("\n")
}

it("billing details are filled in, the receipt names both parties, and its PDF has its number", async () => {
  const owner = new Person()
  await relayOf(owner, "receipted", { plan_id: "basic", info_name: "Night Shift" }, books.url)
  const invoice = await until(async () => (await books.invoicesOf(owner))[0], "the first invoice")
  const { page } = await come(await signedIn(owner, false, books.url))

  await page.goto(paths.account)
  await page.getByRole("button", { name: "Add billing details" }).click()
  const dialog = page.getByRole("dialog", { name: "Billing details" })
  await dialog.getByLabel("Name").fill("Choir of Łódź")
  await dialog.getByLabel("Address").fill("ul. Piotrkowska 1\n90-001 Łódź")
  await dialog.getByLabel("Tax ID").fill("PL 123")
  await dialog.getByRole("button", { name: "Save" }).click()
  await dialog.waitFor({ state: "detached" })
  await page.getByRole("region", { name: "Billing details" }).getByText("Choir of Łódź").waitFor()

  await page.goto(`${paths.account}?invoice=${invoice.id}`)
  const pay = page.getByRole("button", { name: "Pay with the demo wallet" })
  await pay.waitFor({ timeout: BOOKS_MS })
  await pay.click()
  await page.getByRole("heading", { name: "Paid", exact: true }).waitFor()

  await page.goto(paths.invoice(invoice.id))
  await page.getByRole("heading", { name: /^Receipt CAR-\d{4}-\d{6}$/ }).waitFor()
  const number = ((await page.getByRole("heading", { level: 1 }).textContent()) ?? "").replace("Receipt ", "")
  await page.getByRole("region", { name: "From" }).getByText("Harbour Hosting Ltd").waitFor()
  await page.getByRole("region", { name: "Billed to" }).getByText("Choir of Łódź").waitFor()
  await page.getByText("Night Shift").waitFor()
  await page.getByText("Includes VAT 23 %").waitFor()

  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download PDF" }).click(),
  ])
  expect(saved.suggestedFilename()).toBe(`${number}.pdf`)
  const pdf = await buffer(await saved.createReadStream())
  expect(pdf.subarray(0, 5).toString("latin1")).toBe("%PDF-")
  expect(partsOf(pdf)).toContain(`Receipt ${number}`)

  await page.goto(paths.status)
  const foot = page.getByRole("contentinfo")
  await foot.getByText("Run by Harbour Hosting Ltd").waitFor()
  expect(await foot.getByRole("link", { name: "Contact" }).getAttribute("href")).toBe("mailto:help@harbour.example")
  expect(await foot.getByRole("link", { name: "Terms" }).getAttribute("href")).toBe("https://harbour.example/terms")
  expect(await foot.getByRole("link", { name: "Privacy" }).count(), "what is not set is not there").toBe(0)
})

it("a relay is created yearly and paid once, and the receipt and the account say so", async () => {
  const owner = new Person()
  const { page } = await come(await signedIn(owner, false, books.url))
  await page.goto(paths.newRelay)
  await page.getByLabel("Relay name").fill("Year Club")
  await page.getByRole("radio", { name: /^Yearly/ }).check()
  await page.getByRole("radio", { name: "Basic" }).check()
  await page.getByText("You pay 100,000 sats now").waitFor()
  await page.getByText("year-club.").first().waitFor()
  await page.getByRole("button", { name: "Create relay" }).click()
  const pay = page.getByRole("button", { name: "Pay with the demo wallet" })
  await pay.waitFor({ timeout: BOOKS_MS })
  await pay.click()
  await page.getByRole("heading", { name: "Paid", exact: true }).waitFor()

  const invoice = await until(async () => (await books.invoicesOf(owner))[0], "the first invoice")
  await page.goto(paths.invoice(invoice.id))
  await page.getByRole("heading", { name: /^Receipt CAR-/ }).waitFor()
  await page.getByText("12 months, 2 of them free").waitFor()
  await page.goto(paths.account)
  const costs = page.getByRole("region", { name: "Costs" })
  await costs.getByText("a year", { exact: true }).waitFor()
  await page
    .getByText(/100,000 sats/)
    .first()
    .waitFor()
})
