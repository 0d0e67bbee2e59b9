import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { describe, expect, it, vi } from "vitest"
import InvoicePage from "~/features/account/invoice-page"
import AdminInvoice from "~/features/operator/invoice-page"
import { paths } from "~/paths"
import type { Invoice } from "../../../../mock-api/objects.ts"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { showPage, signInAs, withMock } from "../../../../test/component/stage"

type Who = keyof typeof ACCOUNTS

const matches = (node: Element, said: string | RegExp) => {
  const text = (node.textContent ?? "").replaceAll(/\s+/g, " ").replace(" .", ".").trim()
  return typeof said === "string" ? text.startsWith(said) : said.test(text)
}

describe("the page of an invoice", () => {
  const stage = withMock((mock) => mock.behave("payments,waiting"))
  const find = (who: Who, is: (one: Invoice) => boolean): Invoice => {
    const found = stage.mock.api.desk.world.invoices.find(
      (one) => one.tenant_pubkey === ACCOUNTS[who].pubkey && is(one),
    )
    if (!found) throw new Error(`${who} has no such invoice`)
    return found
  }
  const open = (one: Invoice) => one.status === "open"
  const pages = {
    owner: (id: string) => showPage(InvoicePage, paths.invoice(":id"), paths.invoice(id)),
    operator: (id: string) => showPage(AdminInvoice, paths.adminInvoice(":id"), paths.adminInvoice(id)),
  }
  const asOwner = async (who: Who, id: string) => {
    await signInAs(who)
    return pages.owner(id)
  }
  const asOperator = async (id: string) => {
    await signInAs("operator")
    return pages.operator(id)
  }
  const head = () => screen.findByRole("heading", { level: 1 })
  /** What stands beside one of its facts. */
  const fact = (name: string) => screen.getByText(name, { selector: "dt" }).nextElementSibling

  for (const reader of ["owner", "operator"] as const) {
    const show = (who: Who, id: string) => (reader === "owner" ? asOwner(who, id) : asOperator(id))

    it.each([
      ["forgiven", "This invoice wasn’t paid in time and was forgiven. You owe nothing."],
      ["replaced", /^Your relays or plans changed, so this invoice is void\. It was replaced by CAR-\d{4}-\d{6}\.$/],
      ["written_off", "The host wrote this invoice off. You owe nothing."],
    ] as const)(`says to the ${reader} why it is void: %s`, async (reason, said) => {
      await show("payer", find("payer", (one) => one.void_reason === reason).id)
      expect(await screen.findByText((_, node) => node?.tagName === "P" && matches(node, said))).toBeInTheDocument()
      expect(screen.getByRole("status")).toHaveTextContent(`Void${reason.replace("_", " ")}`)
      expect(await screen.findByRole("region", { name: "Billed to" })).toBeInTheDocument()
      expect(fact("Voided")).not.toBeEmptyDOMElement()
      expect(screen.queryByText("Due")).not.toBeInTheDocument()
      expect(screen.queryByRole("link", { name: "Pay now" })).not.toBeInTheDocument()
      expect(screen.queryByRole("button", { name: "Write off" })).not.toBeInTheDocument()
    })

    it.each([
      ["nwc", "wallet", "Lightning, from the connected wallet"],
      ["stripe", "card", "Card"],
      ["oob", "manually", "Lightning"],
    ] as const)(`says to the ${reader} when and by what it was paid: %s`, async (method, word, way) => {
      await show("payer", find("payer", (one) => one.method === method).id)
      await head()
      expect(screen.getByRole("status")).toHaveTextContent(`Paid${word}`)
      expect(await screen.findByRole("table", { name: "Items" })).toBeInTheDocument()
      expect(fact("Paid with")).toHaveTextContent(way)
      expect(fact("Paid")).toHaveTextContent(/^\d+ \w+ \d{4}$/)
      expect(screen.queryByRole("link", { name: "Pay now" })).not.toBeInTheDocument()
      expect(screen.queryByRole("button", { name: "Write off" })).not.toBeInTheDocument()
    })

    it(`shows the ${reader} each line under its sum`, async () => {
      const invoice = find("due", open)
      await show("due", invoice.id)
      const lines = await screen.findByRole("table", { name: "Items" })
      expect(within(lines).getByText("Kiln and Clay")).toBeInTheDocument()
      expect(within(lines).getByText("kiln.relays.example")).toBeInTheDocument()
      expect(within(lines).getByText("Plan Growth")).toBeInTheDocument()
      expect(fact("Total")).toHaveTextContent("60,000 sats")
      expect(screen.getByText(/^At the rate of/).nextElementSibling).toHaveTextContent("≈ $60.00")
      expect(fact("Includes VAT 23 %")).toHaveTextContent("11,220 sats")
      expect(fact("Number")).toHaveTextContent(invoice.number ?? "")
    })

    it(`tells the ${reader} that there is none`, async () => {
      await show("due", "no-such-invoice")
      expect(await screen.findByRole("heading", { name: /Invoice not found/ })).toBeInTheDocument()
      expect(screen.queryByRole("table")).not.toBeInTheDocument()
    })

    it(`tells the ${reader} that it could not be read, and reads it again`, async () => {
      await signInAs(reader === "owner" ? "due" : "operator")
      stage.mock.behave("payments,error")
      pages[reader](find("due", open).id)
      const again = await screen.findByRole("button", { name: "Try again" })
      stage.mock.behave("payments,waiting")
      await userEvent.click(again)
      expect(await screen.findByRole("table", { name: "Items" })).toBeInTheDocument()
    })
  }

  it("is an invoice with a way to pay for its owner while it is open, and a receipt once it is paid", async () => {
    const { id } = find("due", open)
    const { unmount } = await asOwner("due", id)
    expect(await head()).toHaveTextContent(/^Invoice CAR-/)
    expect(screen.getByRole("status")).toHaveTextContent("Due in 5 days")
    expect(await screen.findByRole("link", { name: "Pay now" })).toHaveAttribute("href", `?invoice=${id}`)
    expect(document.title).toMatch(/^Due in 5 days · Invoice CAR-/)
    unmount()
    await asOwner("payer", find("payer", (one) => one.status === "paid").id)
    expect(await head()).toHaveTextContent(/^Receipt CAR-/)
  })

  it("leads from a replaced invoice to its replacement and back", async () => {
    const old = find("payer", (one) => one.void_reason === "replaced")
    const { unmount } = await asOwner("payer", old.id)
    const link = await screen.findByRole("link", { name: /^CAR-/ })
    const next = find("payer", (one) => paths.invoice(one.id) === link.getAttribute("href"))
    expect(link).toHaveTextContent(next.number ?? "")
    unmount()
    await asOwner("payer", next.id)
    expect(await screen.findByRole("link", { name: old.number ?? "" })).toHaveAttribute("href", paths.invoice(old.id))
  })

  it("names both parties, and keeps the buyer of a receipt", async () => {
    const { unmount } = await asOwner("payer", find("payer", (one) => one.method === "stripe").id)
    const seller = await screen.findByRole("region", { name: "From" })
    expect(seller).toHaveTextContent("Harbour Hosting Ltd")
    expect(seller).toHaveTextContent("Tax ID: IE 1234567A")
    expect(seller).toHaveTextContent("help@harbour.example")
    const buyer = screen.getByRole("region", { name: "Billed to" })
    expect(buyer).toHaveTextContent("Orchard Housing Co-operative")
    expect(buyer).toHaveTextContent("Reference: Cost centre 31")
    expect(fact("Amount received")).toHaveTextContent("$60.00")
    unmount()
    const details = { name: "<b>New</b> name", address: "", tax_id: "", reference: "" }
    stage.mock.api.desk.world.details.set(ACCOUNTS.payer.pubkey, details)
    await asOwner("payer", find("payer", (one) => one.method === "stripe").id)
    expect(await screen.findByRole("region", { name: "Billed to" })).toHaveTextContent("Orchard Housing Co-operative")
  })

  it("is downloaded as a PDF under its number, by owner and operator", async () => {
    const saved: string[] = []
    const createObjectURL = (blob: Blob) => {
      saved.push(blob.type)
      return "blob:pdf"
    }
    vi.stubGlobal("URL", Object.assign(URL, { createObjectURL, revokeObjectURL: () => {} }))
    const names: string[] = []
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      names.push(this.download)
    })
    const invoice = find("payer", (one) => one.status === "paid")
    const { unmount } = await asOwner("payer", invoice.id)
    await userEvent.click(await screen.findByRole("button", { name: "Download PDF" }))
    await waitFor(() => expect(names).toEqual([`${invoice.number}.pdf`]))
    unmount()
    await asOperator(invoice.id)
    await userEvent.click(await screen.findByRole("button", { name: "Download PDF" }))
    await waitFor(() => expect(names).toHaveLength(2))
    expect(saved).toEqual(["application/pdf", "application/pdf"])
    vi.restoreAllMocks()
  })

  it("says that it is being tried while a wallet or a card pays it by itself, and not where both were refused", async () => {
    const said = "Your wallet or card is paying this automatically."
    const tenant = stage.mock.api.desk.world.tenants.get(ACCOUNTS.due.pubkey)?.tenant
    Object.assign(tenant ?? {}, { nwc_is_set: true })
    const { unmount } = await asOwner("due", find("due", open).id)
    expect(await screen.findByText(said)).toBeInTheDocument()
    unmount()
    await asOwner("failing", find("failing", open).id)
    expect(await screen.findByRole("link", { name: "Pay now" })).toBeInTheDocument()
    expect(await screen.findByRole("table", { name: "Items" })).toBeInTheDocument()
    expect(screen.queryByText(said)).not.toBeInTheDocument()
  })

  it("offers no payment where payments are off", async () => {
    stage.mock.behave("")
    await asOwner("due", find("due", open).id)
    expect(await screen.findByRole("table", { name: "Items" })).toBeInTheDocument()
    expect(screen.queryByRole("link", { name: "Pay now" })).not.toBeInTheDocument()
  })

  it("is not there for somebody whose it is not", async () => {
    await asOwner("late", find("due", open).id)
    expect(await screen.findByRole("heading", { name: "Invoice not found" })).toBeInTheDocument()
  })

  it("keeps the operator's reason and says what the server has against writing it off", async () => {
    const invoice = find("due", open)
    await asOperator(invoice.id)
    await userEvent.click(await screen.findByRole("button", { name: "Write off" }))
    const dialog = await screen.findByRole("dialog", { name: "Write off 60,000 sats?" })
    await userEvent.type(within(dialog).getByRole("textbox"), "Paid in cash")
    Object.assign(invoice, { status: "paid", method: "nwc", paid_at: invoice.created_at })
    await userEvent.click(within(dialog).getByRole("button", { name: "Write off" }))
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("This invoice is already paid.")
    expect(within(dialog).getByRole("textbox")).toHaveValue("Paid in cash")
  })
})
