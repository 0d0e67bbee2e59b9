import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { describe, expect, it } from "vitest"
import AdminInvoice from "~/features/operator/invoice-page"
import AdminOverview from "~/features/operator/overview/overview-page"
import AdminTenant from "~/features/operator/tenant-page"
import { paths } from "~/paths"
import type { Invoice } from "../../../../mock-api/objects.ts"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { showPage, signInAs, withMock } from "../../../../test/component/stage"

type Who = keyof typeof ACCOUNTS

describe("refunds, payments that came outside, and credit", () => {
  const stage = withMock((mock) => {
    mock.behave("payments,waiting")
    return signInAs("operator")
  })
  const invoiceOf = (who: Who, is: (one: Invoice) => unknown): Invoice => {
    const all = stage.mock.api.desk.world.invoices
    const found = all.find((one) => one.tenant_pubkey === ACCOUNTS[who].pubkey && is(one))
    if (!found) throw new Error(`${who} has no such invoice`)
    return found
  }
  const paidBy = (method: Invoice["method"]) => invoiceOf("payer", (one) => one.method === method)
  const showInvoice = (id: string) => showPage(AdminInvoice, paths.adminInvoice(":id"), paths.adminInvoice(id))
  const showTenant = (who: Who) =>
    showPage(AdminTenant, paths.adminTenant(":pubkey"), paths.adminTenant(ACCOUNTS[who].pubkey))
  /** Opens a dialog by its button. */
  const open = async (button: string) => {
    await userEvent.click(await screen.findByRole("button", { name: button }))
    return within(await screen.findByRole("dialog"))
  }
  const refunds = () => stage.mock.asked.filter((line) => line.endsWith("/refund"))

  it("refunds all that is left to the card, and shows that the processor has not confirmed it yet", async () => {
    const invoice = paidBy("stripe")
    showInvoice(invoice.id)
    const dialog = await open("Refund")
    expect(dialog.getByText(/^The card processor pays it back to the card\./)).toBeInTheDocument()
    expect(dialog.getByLabelText("Amount")).toHaveValue("60000")
    await userEvent.click(dialog.getByRole("button", { name: "Refund" }))
    expect(dialog.getByText("Enter a reason. The tenant will see it.")).toBeInTheDocument()
    expect(dialog.getByLabelText("Reason")).toHaveFocus()
    expect(refunds()).toEqual([])
    await userEvent.type(dialog.getByLabelText("Reason"), "Charged twice")
    await userEvent.click(dialog.getByRole("button", { name: "Refund" }))
    expect(await screen.findByText(/^The refund of 60,000 sats is on its way\./)).toBeInTheDocument()
    expect(await screen.findByText("A refund of 60,000 sats is on its way.")).toBeInTheDocument()
    expect(screen.queryByRole("button", { name: "Refund" })).not.toBeInTheDocument()
    expect(await screen.findByText("Refund invoice: 60,000 sats")).toBeInTheDocument()
    expect(refunds()).toEqual([`POST /admin/invoices/${invoice.id}/refund`])
  })

  it("only records a refund of what no processor can send back, and says so before and after", async () => {
    showInvoice(paidBy("nwc").id)
    const dialog = await open("Refund")
    expect(dialog.getByText(/^This server can’t send this money back/)).toBeInTheDocument()
    const amount = dialog.getByLabelText("Amount")
    await userEvent.clear(amount)
    await userEvent.type(amount, "60,001")
    await userEvent.type(dialog.getByLabelText("Reason"), "The relay was down")
    await userEvent.click(dialog.getByRole("button", { name: "Record refund" }))
    expect(amount).toHaveAccessibleDescription("At most 60,000 sats.")
    expect(amount).toBeInvalid()
    expect(amount).toHaveFocus()
    await userEvent.clear(amount)
    await userEvent.click(dialog.getByRole("button", { name: "Record refund" }))
    expect(amount).toHaveAccessibleDescription("Enter an amount in sats, above zero.")
    await userEvent.type(amount, "1,000")
    await userEvent.click(dialog.getByRole("button", { name: "Record refund" }))
    expect(await screen.findByText(/^Recorded\. .*: pay the 1,000 sats back yourself\.$/)).toBeInTheDocument()
    expect(await screen.findByText("Refunded in part: 1,000 sats.")).toBeInTheDocument()
    const again = await open("Refund")
    expect(again.getByLabelText("Amount")).toHaveValue("59000")
  })

  it("says why the processor refuses, and keeps what was written", async () => {
    stage.mock.behave("payments,norefund")
    showInvoice(paidBy("stripe").id)
    const dialog = await open("Refund")
    await userEvent.type(dialog.getByLabelText("Reason"), "Charged twice")
    await userEvent.click(dialog.getByRole("button", { name: "Refund" }))
    expect(await dialog.findByRole("alert")).toHaveTextContent("The card processor refused the refund")
    expect(dialog.getByLabelText("Reason")).toHaveValue("Charged twice")
  })

  it.each([
    ["a refund is on its way", (one: Invoice) => one.refund_pending],
    ["it is disputed", (one: Invoice) => one.dispute === "open"],
    ["the dispute was lost", (one: Invoice) => one.dispute === "lost"],
    ["all of it was refunded", (one: Invoice) => one.refunded?.amount === one.total.amount && !one.dispute],
    ["it is open", (one: Invoice) => one.status === "open"],
  ] as const)("offers no refund where %s", async (_, is) => {
    showInvoice(invoiceOf("refunded", is).id)
    expect(await screen.findByRole("table", { name: "Items" })).toBeInTheDocument()
    expect(screen.queryByRole("button", { name: "Refund" })).not.toBeInTheDocument()
  })

  it("books a payment for the invoice that is due first, and shows it paid without a reload", async () => {
    showTenant("due")
    await screen.findByText(/^Due in/)
    const dialog = await open("Book payment")
    expect(dialog.getByLabelText("Amount")).toHaveValue("60000")
    expect(dialog.getByText(/^Too much becomes credit\./)).toBeInTheDocument()
    await userEvent.type(dialog.getByLabelText("Reason"), "Cash at the meeting")
    await userEvent.click(dialog.getByRole("button", { name: "Book payment" }))
    expect(await screen.findByText("Booked 60,000 sats.")).toBeInTheDocument()
    expect(await screen.findByText("outside this site")).toBeInTheDocument()
    expect(
      await screen.findByText("You booked a payment of 60,000 sats that came outside this site"),
    ).toBeInTheDocument()
    expect(screen.getByText("An invoice was paid outside this site")).toBeInTheDocument()
    expect(screen.getByText("Book payment: 60,000 sats")).toBeInTheDocument()
  })

  it("books a payment on account where no invoice is chosen", async () => {
    showTenant("due")
    await screen.findByText(/^Due in/)
    const dialog = await open("Book payment")
    await userEvent.selectOptions(dialog.getByLabelText("For"), "No invoice: keep it as credit")
    expect(dialog.getByText("The next invoices use it first.")).toBeInTheDocument()
    expect(dialog.getByLabelText("Amount")).toHaveValue("")
    await userEvent.type(dialog.getByLabelText("Amount"), "1234")
    await userEvent.type(dialog.getByLabelText("Reason"), "Bank transfer")
    await userEvent.click(dialog.getByRole("button", { name: "Book payment" }))
    expect(await screen.findByText("Booked 1,234 sats.")).toBeInTheDocument()
    expect(stage.mock.asked.filter((line) => line.endsWith("/payments"))).toHaveLength(1)
  })

  it("gives credit after an amount and a reason", async () => {
    showTenant("payer")
    const dialog = await open("Give credit")
    await userEvent.click(dialog.getByRole("button", { name: "Give credit" }))
    expect(dialog.getByLabelText("Amount")).toBeInvalid()
    expect(dialog.getByLabelText("Amount")).toHaveFocus()
    await userEvent.type(dialog.getByLabelText("Amount"), "5,000")
    await userEvent.type(dialog.getByLabelText("Reason"), "Thanks for the translation")
    await userEvent.click(dialog.getByRole("button", { name: "Give credit" }))
    expect(await screen.findByText("Gave 5,000 sats of credit.")).toBeInTheDocument()
    expect(await screen.findByText("You gave 5,000 sats of credit")).toBeInTheDocument()
    await waitFor(() => expect(screen.getByText("Credit").nextElementSibling).toHaveTextContent("7,400 sats"))
  })

  it("lists disputes on the overview with their deadline and their invoice, and says so on the tenant's page", async () => {
    const disputed = invoiceOf("refunded", (one) => one.dispute === "open")
    const overview = showPage(AdminOverview, paths.admin, paths.admin)
    const matters = await screen.findByRole("list", { name: "Servers and payments that need attention" })
    expect(matters).toHaveTextContent(
      /A card payment of 10,000 sats is disputed\. The bank’s reason: product not received\. Respond with evidence at the card processor’s dashboard by \d+ \w+, \d\d:\d\d\./,
    )
    expect(within(matters).getByRole("link", { name: /^Open invoice/ })).toHaveAttribute(
      "href",
      paths.adminInvoice(disputed.id),
    )
    overview.unmount()
    showTenant("refunded")
    expect(await screen.findByText("A card payment is disputed.")).toBeInTheDocument()
    expect(await screen.findByText("Disputed at the bank")).toBeInTheDocument()
  })
})
