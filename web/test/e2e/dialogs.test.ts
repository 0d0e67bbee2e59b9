import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { paths } from "~/paths"
import type { ACCOUNTS } from "../../mock-api/people.ts"
import type { InvoiceOfApi } from "./support/books"
import { passGates } from "./support/gates"
import { InventedWorld } from "./support/invented"
import type { RelayOfApi } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

type Who = keyof typeof ACCOUNTS

const { come } = visitors()
let world: InventedWorld
beforeAll(async () => {
  world = await InventedWorld.open()
})
afterAll(() => world?.close())

/** The address of the newest invoice of somebody that is so. */
const invoiceOf = async (who: Who, is: Partial<InvoiceOfApi>) => {
  const person = world.person(who)
  const all = await person.ask<InvoiceOfApi[]>("GET", `/tenants/${person.pubkey}/invoices`, undefined, world.url)
  const wanted = Object.entries(is)
  const found = all.find((one) => wanted.every(([name, value]) => Reflect.get(one, name) === value))
  if (!found) throw new Error(`${who} has no such invoice`)
  return found.id
}
const relayOf = async (who: Who, subdomain: string) => {
  const person = world.person(who)
  const all = await person.ask<RelayOfApi[]>("GET", `/tenants/${person.pubkey}/relays`, undefined, world.url)
  const found = all.find((one) => one.subdomain === subdomain)
  if (!found) throw new Error(`${who} has no ${subdomain}`)
  return found.id
}

/** Shows a page of the invented world to somebody, as it behaves under these variants. */
async function look(who: Who, variants: string, path: string): Promise<Page> {
  const visitor = await come(await signedIn(world.person(who), who === "operator", world.url))
  visitor.pardon(/status of (404|409|422|503)/, /WebSocket connection/)
  await visitor.page.goto(`${path}${path.includes("?") ? "&" : "?"}mock=${variants}`)
  return visitor.page
}

const ON = "payments,waiting"
const pay = async (who: Who, more: string, is: Partial<InvoiceOfApi> = { status: "open" }) =>
  look(who, `${ON}${more}`, `${paths.relays}?invoice=${await invoiceOf(who, is)}`)
const wallet = async (who: Who, button: string) => {
  const page = await look(who, ON, paths.account)
  await page.getByRole("button", { name: button }).click()
  return page
}

const adminInvoice = async (who: Who, is: Partial<InvoiceOfApi>, more = "") =>
  look("operator", `${ON}${more}`, paths.adminInvoice(await invoiceOf(who, is)))

/** Every dialog about money in every state: how it is reached, and what says that it is there. */
const STATES: [string, () => Promise<Page>, (page: Page) => Promise<unknown>][] = [
  ["pay-code-over", () => pay("late", ",ended"), (page) => page.getByText("This code has expired.").waitFor()],
  [
    "pay-no-wallet",
    () => pay("due", ",nowallet"),
    (page) => page.getByText(/^Our wallet isn’t responding right now/).waitFor(),
  ],
  [
    "pay-undecided",
    () => pay("due", ",undecided"),
    (page) => page.getByText(/^A payment for this invoice is on its way/).waitFor(),
  ],
  [
    "pay-not-there-yet",
    () => pay("due", ""),
    async (page) => {
      await page.getByRole("button", { name: "I’ve paid" }).click()
      await page.getByText(/^It hasn’t arrived yet/).waitFor()
    },
  ],
  ["pay-refused", () => pay("failing", ""), (page) => page.getByText(/^Your connected wallet didn’t pay/).waitFor()],
  [
    "pay-card",
    async () => look("late", "cards,waiting", `${paths.relays}?invoice=${await invoiceOf("late", { status: "open" })}`),
    (page) => page.getByRole("button", { name: "Pay by card", exact: true }).waitFor(),
  ],
  [
    "pay-off",
    async () => look("late", "", `${paths.relays}?invoice=${await invoiceOf("late", { status: "open" })}`),
    (page) => page.getByRole("dialog").getByText("Payments are off on this server.").waitFor(),
  ],
  [
    "pay-done",
    () => pay("payer", "", { status: "paid" }),
    (page) => page.getByRole("heading", { name: "Paid", exact: true }).waitFor(),
  ],
  [
    "pay-void",
    () => pay("unpaid", "", { status: "void" }),
    (page) => page.getByRole("heading", { name: "Nothing to pay" }).waitFor(),
  ],
  [
    "wallet-connect",
    () => wallet("due", "Connect a wallet"),
    async (page) => {
      await page.getByRole("button", { name: "Use the demo wallet" }).waitFor()
      await page.getByRole("button", { name: "Connect wallet" }).click()
      await page.getByText("Paste your wallet’s connection link.").waitFor()
    },
  ],
  [
    "wallet-connected",
    () => wallet("payer", "Manage your wallet"),
    (page) => page.getByRole("button", { name: "Disconnect" }).waitFor(),
  ],
  [
    "wallet-refused",
    () => wallet("failing", "Manage your wallet"),
    (page) => page.getByRole("dialog").getByText("Your wallet refused the last payment.").waitFor(),
  ],
  [
    "bring-back",
    async () => look("unpaid", ON, paths.relay(await relayOf("unpaid", "paper-boats"))),
    async (page) => {
      await page.getByRole("button", { name: "Choose a plan" }).first().click()
      await page
        .getByRole("dialog")
        .getByText(/Then 10,000 sats a month\.$/)
        .waitFor()
    },
  ],
  [
    "write-off",
    async () => look("operator", ON, paths.adminInvoice(await invoiceOf("late", { status: "open" }))),
    async (page) => {
      await page.getByRole("button", { name: "Write off" }).click()
      await page.getByRole("dialog").getByRole("button", { name: "Write off" }).click()
      await page.getByText(/^Enter a reason/).waitFor()
    },
  ],
  [
    "refund-card",
    () => adminInvoice("payer", { method: "stripe" }),
    async (page) => {
      await page.getByRole("button", { name: "Refund" }).click()
      await page.getByText(/^The card processor pays it back to the card/).waitFor()
    },
  ],
  [
    "refund-record",
    () => adminInvoice("payer", { method: "nwc" }),
    async (page) => {
      await page.getByRole("button", { name: "Refund" }).click()
      await page.getByLabel("Amount").fill("70,000")
      await page.getByRole("button", { name: "Record refund" }).click()
      await page.getByText(/^Enter a reason/).waitFor()
    },
  ],
  [
    "refund-refused",
    () => adminInvoice("payer", { method: "stripe" }, ",norefund"),
    async (page) => {
      await page.getByRole("button", { name: "Refund" }).click()
      await page.getByLabel("Reason").fill("Charged twice")
      await page.getByRole("dialog").getByRole("button", { name: "Refund" }).click()
      await page.getByText(/^The card processor refused the refund/).waitFor()
    },
  ],
  [
    "book-payment",
    async () => look("operator", ON, paths.adminTenant(world.person("due").pubkey)),
    async (page) => {
      await page.getByText(/^Due in/).waitFor()
      await page.getByRole("button", { name: "Book payment" }).click()
      await page.getByText(/^Too much becomes credit/).waitFor()
    },
  ],
  [
    "give-credit",
    async () => look("operator", ON, paths.adminTenant(world.person("due").pubkey)),
    async (page) => {
      await page.getByRole("button", { name: "Give credit" }).click()
      await page.getByRole("dialog").getByRole("button", { name: "Give credit" }).click()
      await page.getByText(/^Enter an amount in sats/).waitFor()
    },
  ],
  [
    "pay-reversed",
    () => pay("refunded", "", { dispute: "lost" }),
    (page) => page.getByRole("heading", { name: "Payment reversed" }).waitFor(),
  ],
  [
    "pay-written-off",
    () => pay("payer", "", { void_reason: "written_off" }),
    (page) =>
      page
        .getByRole("dialog")
        .getByText(/The host’s reason: “They were charged twice/)
        .waitFor(),
  ],
]

/** Pages about money in states of their own. */
const PAGES: [string, Who, () => Promise<string> | string, (page: Page) => Promise<unknown>][] = [
  ["account-paying", "payer", () => paths.account, (page) => page.getByText("All paid.").waitFor()],
  ["account-failing", "failing", () => paths.account, (page) => page.getByText("Your card was refused.").waitFor()],
  [
    "quote",
    "payer",
    async () => paths.editRelay(await relayOf("payer", "printers")),
    async (page) => {
      await page.getByRole("radio", { name: "Growth" }).check()
      await page.getByText(/^You pay [\d,]+ sats now/).waitFor()
    },
  ],
  ["prompt-churned", "unpaid", () => paths.relays, (page) => page.getByText(/^Your paid relays are offline/).waitFor()],
  [
    "prompt-unpaid",
    "failing",
    () => paths.relays,
    (page) => page.getByText(/^10,000 sats due on \d+ \w+( \d{4})?/).waitFor(),
  ],
  [
    "invoice-paid",
    "payer",
    async () => paths.invoice(await invoiceOf("payer", { status: "paid" })),
    (page) => page.getByRole("heading", { name: /^Receipt CAR-/ }).waitFor(),
  ],
  [
    "invoice-void",
    "payer",
    async () => paths.invoice(await invoiceOf("payer", { void_reason: "replaced" })),
    (page) => page.getByText(/^Your relays or plans changed/).waitFor(),
  ],
  [
    "account-disputed",
    "refunded",
    () => paths.account,
    (page) => page.getByText("A card payment is disputed at the bank.").waitFor(),
  ],
  ...(
    [
      ["refunding", { amount: 6_000 }, "A refund of 10,000 sats is on its way."],
      ["refunded-in-part", { method: "nwc" }, "Refunded in part: 4,000 sats."],
      ["disputed", { dispute: "open" }, "This payment is disputed at the bank."],
      ["reversed", { dispute: "lost" }, "Dispute lost: the payment was reversed."],
      ["booked", { booked_by_operator: true }, "Outside this site, booked by the host"],
    ] as const
  ).flatMap(([name, is, said]): typeof PAGES => [
    [
      `invoice-${name}`,
      "refunded",
      async () => paths.invoice(await invoiceOf("refunded", is)),
      (page) => page.getByText(said).first().waitFor(),
    ],
  ]),
  [
    "admin-invoice-disputed",
    "operator",
    async () => paths.adminInvoice(await invoiceOf("refunded", { dispute: "open" })),
    (page) => page.getByText("This payment is disputed at the bank.").waitFor(),
  ],
  [
    "admin-tenant-disputed",
    "operator",
    () => paths.adminTenant(world.person("refunded").pubkey),
    (page) => page.getByText("A card payment is disputed.").waitFor(),
  ],
  ["admin-disputes", "operator", () => paths.admin, (page) => page.getByText(/^A card payment of/).waitFor()],
  [
    "admin-money",
    "operator",
    () => paths.admin,
    (page) => page.getByRole("img", { name: /^Open invoices by age/ }).waitFor(),
  ],
  [
    "relay-usage",
    "owner",
    async () => paths.relay(await relayOf("owner", "lisbon-choir")),
    async (page) => {
      await page.locator("#usage").scrollIntoViewIfNeeded()
      await page.getByText("2 people are in a call in Lounge.").waitFor()
      await page.getByText("Show values").nth(1).click()
      await page.getByRole("table", { name: "New events per hour" }).waitFor()
    },
  ],
]

describe("every dialog and page about money, in every state", () => {
  for (const [name, open, isThere] of STATES) {
    it(`${name} has no fault that a program can find, and closes by Esc`, async () => {
      const page = await open()
      await isThere(page)
      const dialog = page.getByRole("dialog")
      expect(await dialog.count()).toBe(1)
      await expect
        .poll(() => dialog.evaluate((element) => element.contains(document.activeElement)), {
          message: "has the focus",
        })
        .toBe(true)
      await passGates(page, name)
      await page.keyboard.press("Escape")
      await dialog.waitFor({ state: "detached" })
    })
  }

  for (const [name, who, path, isThere] of PAGES) {
    it(`${name} has no fault that a program can find`, async () => {
      const page = await look(who, ON, await path())
      await isThere(page)
      await passGates(page, name)
    })
  }

  it("a refund that the card processor confirms later is shown by itself, by the keyboard alone", async () => {
    const page = await look("operator", "payments", paths.adminInvoice(await invoiceOf("payer", { method: "stripe" })))
    await page.getByRole("button", { name: "Refund" }).focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Charged twice")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.getByText("A refund of 60,000 sats is on its way.").waitFor()
    await page.getByText("Refunded in full: 60,000 sats.").waitFor()
    expect(await page.getByText("A refund of 60,000 sats is on its way.").count()).toBe(0)
  })

  it("the focus comes back to what opened a dialog", async () => {
    const page = await wallet("due", "Connect a wallet")
    await page.getByLabel("Wallet connection link").waitFor()
    await page.keyboard.press("Escape")
    const opener = page.getByRole("button", { name: "Connect a wallet" })
    await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true)
  })
})
