import { screen, waitFor } from "@solidjs/testing-library"
import { beforeEach, describe, expect, it } from "vitest"
import AccountPage from "~/features/account/account-page"
import InvoicePage from "~/features/account/invoice-page"
import { paths } from "~/paths"
import type { Invoice } from "../../../../mock-api/objects.ts"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { rows, showPage, signInAs, withMock } from "../../../../test/component/stage"

describe("what a tenant sees of refunds, disputes and bookings", () => {
  const stage = withMock((mock) => mock.behave("payments,waiting"))
  beforeEach(() => signInAs("refunded"))
  const show = (is: (one: Invoice) => unknown) => {
    const all = stage.mock.api.desk.world.invoices
    const found = all.find((one) => one.tenant_pubkey === ACCOUNTS.refunded.pubkey && is(one))
    if (!found) throw new Error("there is no such invoice")
    showPage(InvoicePage, paths.invoice(":id"), paths.invoice(found.id))
  }
  const fact = (name: string) => screen.getByText(name, { selector: "dt" }).nextElementSibling

  it.each([
    ["Refunded in full: 60,000 sats.", "Refunded", (one: Invoice) => one.refunded?.amount === 60_000],
    ["Refunded in part: 4,000 sats.", "Refundedin part", (one: Invoice) => one.refunded?.amount === 4_000],
    ["A refund of 10,000 sats is on its way.", "Refund on its way", (one: Invoice) => one.refund_pending],
    ["This payment is disputed at the bank.", "Disputed at the bank", (one: Invoice) => one.dispute === "open"],
    ["Dispute lost: the payment was reversed.", "Payment reversed", (one: Invoice) => one.dispute === "lost"],
  ] as const)("says on the invoice: %s", async (said, status, is) => {
    show(is)
    expect(await screen.findByText(said)).toBeInTheDocument()
    expect(screen.getAllByRole("status")[0]).toHaveTextContent(status)
  })

  it("says of a refund whether it goes to the card or comes outside", async () => {
    show((one) => one.refunded?.amount === 4_000)
    expect(await screen.findByText(/The host pays the money back outside this site\.$/)).toBeInTheDocument()
    const refund = await screen.findByText(/^Refunded on \d+ \w+/, { selector: "dt" })
    expect(refund.nextElementSibling).toHaveTextContent("−4,000 sats")
  })

  it("says who booked a payment, and says nothing of a dispute that was won", async () => {
    show((one) => one.booked_by_operator)
    await waitFor(() => expect(fact("Paid with")).toHaveTextContent("Outside this site, booked by the host"))
    expect(screen.queryByText(/dispute/i)).not.toBeInTheDocument()
  })

  it("lists the credit that a refund took back among the items", async () => {
    show((one) => one.status === "open")
    expect(await screen.findByText("Credit taken back, because its payment was refunded")).toBeInTheDocument()
    expect(screen.getByText("2,400")).toBeInTheDocument()
  })

  it("says on the account that a dispute is open and what follows, and that nothing is charged meanwhile", async () => {
    showPage(AccountPage, paths.account, paths.account)
    expect(await screen.findByText("A card payment is disputed at the bank.")).toBeInTheDocument()
    const said = (await rows()).map((row) => row.textContent)
    for (const status of ["Disputed at the bank", "Refund on its way", "Payment reversed", "Refundedin part"]) {
      expect(
        said.some((row) => row?.includes(status)),
        status,
      ).toBe(true)
    }
    expect(await screen.findByText("On hold while a card payment is disputed.")).toBeInTheDocument()
    expect(screen.queryByText(/is paying this automatically/)).not.toBeInTheDocument()
  })

  it("shows the reason of a write-off in the list", async () => {
    await signInAs("payer")
    showPage(AccountPage, paths.account, paths.account)
    expect(
      await screen.findByText("The host’s reason: “They were charged twice for the same days”"),
    ).toBeInTheDocument()
  })

  it("has dollars first, because the person pays by card, and sats after them", async () => {
    showPage(AccountPage, paths.account, paths.account)
    const costs = await screen.findByRole("region", { name: "Costs" })
    await waitFor(() => expect(costs).toHaveTextContent(/≈ \$60\.00\s*60,000 sats/))
    const [row] = await screen.findAllByRole("row", { name: /60,000 sats/ })
    expect(row).toHaveTextContent(/≈ \$60\.00\s*60,000 sats/)
  })

  it("has the received dollars first on a receipt of a card payment", async () => {
    show((one) => one.status === "paid" && one.method === "stripe" && one.refunded?.amount === 60_000)
    const sums = await screen.findByLabelText("Sums")
    expect(sums.querySelector("dt")).toHaveTextContent("Amount received")
  })
})
