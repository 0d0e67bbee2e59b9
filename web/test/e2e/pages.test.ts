import { beforeAll, describe, expect, inject, it } from "vitest"
import { paths } from "~/paths"
import { passGates } from "./support/gates"
import { operatorOf, Person, type RelayOfApi, relayOf, until } from "./support/people"
import { scriptsOf } from "./support/scripts"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
const owner = new Person()
const newcomer = new Person()
const member = new Person()
const operator = operatorOf(inject("harness").operatorNsec)
let relay: RelayOfApi
let invoice: { id: string }

beforeAll(async () => {
  relay = await relayOf(owner, "gates", {
    plan_id: "basic",
    info_name: "A community whose name is rather long, as names of communities are",
    info_description: "Where we talk about everything that we talk about.",
    public_status: 1,
  })
  await relayOf(owner, "gates-two")
  invoice = await until(
    async () => (await owner.ask<{ id: string }[]>("GET", `/tenants/${owner.pubkey}/invoices`))[0],
    "an invoice",
  )
  await owner.ask("PUT", `/relays/${relay.id}/members/${member.pubkey}`)
  await owner.ask("PUT", `/relays/${relay.id}/bans/${newcomer.pubkey}`, { reason: "Sold sunglasses" })
})

/** Every page: its name, who looks at it, its address. */
const PAGES: [string, "nobody" | "newcomer" | "owner" | "operator", () => string][] = [
  ["marketing", "nobody", () => paths.home],
  ["login", "nobody", () => paths.login],
  ["not-found", "nobody", () => "/nothing-is-here"],
  ["status", "nobody", () => paths.status],
  ["relay-status", "nobody", () => paths.relayStatus(relay.id)],
  ["relay-status-missing", "nobody", () => paths.relayStatus("no-such-relay")],
  ["relays-empty", "newcomer", () => paths.relays],
  ["relays", "owner", () => paths.relays],
  ["relays-no-match", "owner", () => `${paths.relays}?q=chesss`],
  ["relay-new", "owner", () => paths.newRelay],
  ["relay", "owner", () => paths.relay(relay.id)],
  ["relay-members", "owner", () => paths.relayMembers(relay.id)],
  ["relay-rooms", "owner", () => paths.relayRooms(relay.id)],
  ["relay-messages", "owner", () => paths.relayMessages(relay.id)],
  ["relay-files", "owner", () => paths.relayFiles(relay.id)],
  ["relay-poster", "owner", () => paths.relayPoster(relay.id)],
  ["relay-activity", "owner", () => paths.relayActivity(relay.id)],
  ["relay-edit", "owner", () => paths.editRelay(relay.id)],
  ["relay-missing", "owner", () => paths.relay("no-such-relay")],
  ["account", "owner", () => paths.account],
  ["inbox-locked", "owner", () => paths.inbox],
  ["pay", "owner", () => `${paths.account}?invoice=${invoice.id}`],
  ["pay-missing", "owner", () => `${paths.account}?invoice=no-such-invoice`],
  ["invoice", "owner", () => paths.invoice(invoice.id)],
  ["admin", "operator", () => paths.admin],
  ["admin-tenants", "operator", () => paths.adminTenants],
  ["admin-tenant", "operator", () => paths.adminTenant(owner.pubkey)],
  ["admin-relays", "operator", () => paths.adminRelays],
  ["admin-relay", "operator", () => paths.adminRelay(relay.id)],
  ["admin-relay-edit", "operator", () => paths.adminEditRelay(relay.id)],
  ["admin-invoices", "operator", () => paths.adminInvoices],
  ["admin-invoice", "operator", () => paths.adminInvoice(invoice.id)],
  ["admin-invoice-missing", "operator", () => paths.adminInvoice("no-such-invoice")],
  ["admin-refused", "owner", () => paths.admin],
]

/** The limit for all scripts that a first visit loads by itself, in kilobytes of gzip. */
const SCRIPTS_KB = 120

describe("every page, in both themes and at every width", () => {
  for (const [name, who, path] of PAGES) {
    it(`${name} has no fault that a program can find`, async () => {
      const looks = who === "nobody" ? {} : await signedIn({ newcomer, owner, operator }[who], who === "operator")
      const visitor = await come(looks)
      if (name.endsWith("missing")) visitor.pardon(/status of 404/)
      if (name.endsWith("refused")) visitor.pardon(/status of 403/)
      await visitor.page.goto(path())
      await passGates(visitor.page, name)
      const scripts = await scriptsOf(visitor.page)
      expect(scripts.kilobytes, scripts.files.join("\n")).toBeLessThanOrEqual(SCRIPTS_KB)
    })
  }
})

it("the gates see what is wrong", async () => {
  const visitor = await come()
  const { page } = visitor
  await page.goto("/nothing-is-here")
  await page.getByRole("heading", { level: 1 }).waitFor()
  await page.evaluate(() => {
    const wide = Object.assign(document.createElement("p"), { textContent: "wide" })
    const pale = Object.assign(document.createElement("p"), { textContent: "pale" })
    Object.assign(wide.style, { width: "500px" })
    Object.assign(pale.style, { color: "#777", background: "#888", position: "relative" })
    document.querySelector("main")?.append(wide, pale, document.createElement("img"))
  })
  const told = await passGates(page, "spoilt").then(() => "", String)
  for (const fault of ["light: color-contrast", "dark: color-contrast", "image-alt", "390 px", "320 px"]) {
    expect(told).toContain(fault)
  }
  await page.evaluate(() =>
    document.body.append(Object.assign(document.createElement("style"), { textContent: "p{}" })),
  )
  await expect.poll(() => visitor.complaints.join()).toContain("style-src")
  visitor.pardon(/style-src|inline style/)
})
