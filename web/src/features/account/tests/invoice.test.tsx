import { screen, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { describe, expect, it } from "vitest"
import InvoicePage from "~/features/account/invoice-page"
import AdminInvoice from "~/features/operator/invoice-page"
import { paths } from "~/paths"
import type { Invoice } from "../../../../mock-api/objects.ts"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { showPage, signInAs, withMock } from "../../../../test/component/stage"

type Who = keyof typeof ACCOUNTS

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
      ["replaced", "Your relays or plans changed, so this invoice was replaced by another or covered by credit."],
      ["written_off", "The host wrote this invoice off. You owe nothing."],
    ] as const)(`says to the ${reader} why it is void: %s`, async (reason, said) => {
      await show("payer", find("payer", (one) => one.void_reason === reason).id)
      expect(await screen.findByText(said)).toBeInTheDocument()
      expect(screen.getByRole("status")).toHaveTextContent(`Void${reason.replace("_", " ")}`)
      expect(fact("Voided")).not.toBeEmptyDOMElement()
      expect(screen.queryByText("Due")).not.toBeInTheDocument()
      expect(screen.queryByRole("link", { name: "Pay now" })).not.toBeInTheDocument()
      expect(screen.queryByRole("button", { name: "Write off" })).not.toBeInTheDocument()
    })

    it.each([
      ["nwc", "wallet"],
      ["stripe", "card"],
      ["oob", "manually"],
    ] as const)(`says to the ${reader} when and by what it was paid: %s`, async (method, word) => {
      await show("payer", find("payer", (one) => one.method === method).id)
      await head()
      expect(screen.getByRole("status")).toHaveTextContent(`Paid${word}`)
      expect(fact("Paid with")).toHaveTextContent(word)
      expect(fact("Paid")).toHaveTextContent(/^\d+ \w+( \d{4})?, \d\d:\d\d$/)
      expect(screen.queryByRole("link", { name: "Pay now" })).not.toBeInTheDocument()
      expect(screen.queryByRole("button", { name: "Write off" })).not.toBeInTheDocument()
    })

    it(`shows the ${reader} each line under its sum`, async () => {
      const invoice = find("due", open)
      await show("due", invoice.id)
      const lines = await screen.findByRole("table", { name: "Items" })
      expect(within(lines).getByText(/^kiln on Basic/)).toBeInTheDocument()
      expect(within(lines).getByText(/^cargo-bikes on Growth/)).toBeInTheDocument()
      expect(await screen.findByText("≈ $60.00 at that day’s rate")).toBeInTheDocument()
      expect(fact("Invoice number")).toHaveTextContent(invoice.id)
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
    expect(await head()).toHaveTextContent(/^Invoice from/)
    expect(screen.getByRole("status")).toHaveTextContent("Due in 5 days")
    expect(await screen.findByRole("link", { name: "Pay now" })).toHaveAttribute("href", `?invoice=${id}`)
    expect(document.title).toMatch(/^Due in 5 days · Invoice from/)
    unmount()
    await asOwner("payer", find("payer", (one) => one.status === "paid").id)
    expect(await head()).toHaveTextContent(/^Receipt, /)
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
