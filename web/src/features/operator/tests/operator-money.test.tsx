import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { describe, expect, it } from "vitest"
import AdminInvoice from "~/features/operator/invoice-page"
import AdminInvoices from "~/features/operator/invoices-page"
import AdminOverview from "~/features/operator/overview/overview-page"
import AdminTenant from "~/features/operator/tenant-page"
import { paths } from "~/paths"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { rows, showPage, signInAs, withMock } from "../../../../test/component/stage"

describe("the operator's pages about money", () => {
  const stage = withMock(() => signInAs("operator"))

  const invoices = (at: string = paths.adminInvoices) => showPage(AdminInvoices, paths.adminInvoices, at)

  it("M4: says that billing is on hold and why, and resumes it only with a reason", async () => {
    stage.mock.behave("held")
    showPage(AdminOverview, paths.admin, paths.admin)
    const user = userEvent.setup()
    const notice = await screen.findByRole("alert")
    expect(notice).toHaveTextContent(/^Billing is on hold\. The program did not run from /)
    await user.click(within(notice).getByRole("button", { name: "Resume billing" }))
    const dialog = await screen.findByRole("dialog", { name: "Resume billing?" })
    await user.click(within(dialog).getByRole("button", { name: "Resume billing" }))
    expect(within(dialog).getByText("Enter a reason.")).toBeInTheDocument()
    expect(stage.mock.asked).not.toContain("POST /admin/billing/resume")
    await user.type(within(dialog).getByRole("textbox"), "The machine was being moved")
    await user.click(within(dialog).getByRole("button", { name: "Resume billing" }))
    expect(await screen.findByText("Billing has resumed.")).toBeInTheDocument()
    await waitFor(() => expect(screen.queryByText("Billing is on hold.")).not.toBeInTheDocument())
    expect(stage.mock.asked).toContain("POST /admin/billing/resume")
  })

  it("shows what was paid by month, as a figure, as bars that are said, and as a table", async () => {
    showPage(AdminOverview, paths.admin, paths.admin)
    const bars = await screen.findByRole("img", { name: /^Net revenue by month/ })
    expect(bars).toHaveAccessibleName(/Highest: [\d,]+ sats in \w+ \d{4}/)
    expect(bars).toHaveAccessibleName(/Lowest: −[\d,]+ sats in \w+ \d{4}/)
    expect(screen.getByText("Net revenue this month")).toBeInTheDocument()
    const table = screen.getByRole("table", { name: "Net revenue by month", hidden: true })
    expect(table.querySelectorAll("tbody tr")).toHaveLength(12)
  })

  it("tells how much is open by age, and leads to those invoices", async () => {
    showPage(AdminOverview, paths.admin, paths.admin)
    expect(await screen.findByRole("link", { name: "Open invoices" })).toHaveAttribute(
      "href",
      "/admin/invoices?status=open",
    )
    expect(screen.getByRole("img", { name: /^Open invoices by age: Up to 3 days old [\d,]+/ })).toBeInTheDocument()
    expect(screen.getByRole("link", { name: "Overdue" })).toHaveAttribute("href", "/admin/invoices?status=overdue")
  })

  it("narrows invoices by the address: by status, and to one tenant until all are wanted", async () => {
    const { history } = invoices("/admin/invoices?status=open")
    expect((await rows()).every((row) => /Due in|Overdue/.test(row.textContent ?? ""))).toBe(true)
    history.set({ value: `/admin/invoices?tenant=${ACCOUNTS.late.pubkey}` })
    await userEvent.click(await screen.findByRole("button", { name: "Show all" }))
    await waitFor(() => expect(history.get()).toBe("/admin/invoices"))
  })

  it("writes an open invoice off after a reason, and says that nothing is owed", async () => {
    const list = invoices("/admin/invoices?status=open")
    const first = (await rows())[0]?.querySelector<HTMLAnchorElement>("a.cover")
    const address = new URL(first?.href ?? "", "http://localhost").pathname
    list.unmount()
    showPage(AdminInvoice, paths.adminInvoice(":id"), address)
    const user = userEvent.setup()
    await user.click(await screen.findByRole("button", { name: "Write off" }))
    const dialog = await screen.findByRole("dialog")
    await user.click(within(dialog).getByRole("button", { name: "Write off" }))
    expect(within(dialog).getByText("Enter a reason. It’s saved with the invoice.")).toBeInTheDocument()
    await user.type(within(dialog).getByRole("textbox"), "Paid in cash at the meeting")
    await user.click(within(dialog).getByRole("button", { name: "Write off" }))
    expect(await screen.findByText("The host wrote this invoice off. You owe nothing.")).toBeInTheDocument()
    expect(screen.queryByRole("button", { name: "Write off" })).not.toBeInTheDocument()
  })

  it("says that there is no such invoice", async () => {
    showPage(AdminInvoice, paths.adminInvoice(":id"), paths.adminInvoice("nothing"))
    expect(await screen.findByText("Invoice not found")).toBeInTheDocument()
  })

  it("says of a tenant's wallet that it is the demo's, if it is", async () => {
    const { pubkey } = ACCOUNTS.payer
    const { wallet } = stage.mock.api.desk.world.tenants.get(pubkey)?.tenant ?? {}
    stage.mock.behave("payments")
    const first = showPage(AdminTenant, paths.adminTenant(":pubkey"), paths.adminTenant(pubkey))
    expect(await screen.findByText(/^Connected, /)).toBeInTheDocument()
    await waitFor(() => expect(first.queries.isFetching()).toBe(0))
    expect(screen.queryByText(/^No real money/)).not.toBeInTheDocument()
    first.unmount()
    // The mock's demo wallet has the key of whoever asks.
    if (wallet) wallet.pubkey = ACCOUNTS.operator.pubkey
    showPage(AdminTenant, paths.adminTenant(":pubkey"), paths.adminTenant(pubkey))
    expect(await screen.findByText(/^No real money/)).toBeInTheDocument()
  })

  it("tells an operator a tenant's credit, wallet and card, and all its invoices", async () => {
    const { pubkey } = ACCOUNTS.owner
    showPage(AdminTenant, paths.adminTenant(":pubkey"), paths.adminTenant(pubkey))
    expect(await screen.findByText("Credit")).toBeInTheDocument()
    expect(screen.getByText("Wallet")).toBeInTheDocument()
    expect(screen.getByText("Card")).toBeInTheDocument()
    expect(await screen.findByRole("link", { name: "All invoices" })).toHaveAttribute(
      "href",
      `/admin/invoices?tenant=${pubkey}`,
    )
  })
})
