import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { hasSession } from "~/auth/session"
import AccountPage from "~/features/account/account-page"
import { paths } from "~/paths"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

describe("the account", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(async () => {
    vi.useRealTimers()
    await signOut()
    mock.stop()
  })
  const show = async (who: Parameters<typeof signInAs>[0]) => {
    await signInAs(who)
    return showPage(AccountPage, paths.account, paths.account)
  }

  it("says that payments are off instead of offering what cannot work", async () => {
    await show("owner")
    expect(await screen.findByText("Payments are off on this server.")).toBeInTheDocument()
    expect(await screen.findByText(/so there’s nothing to set up/)).toBeInTheDocument()
    expect(screen.queryByRole("button", { name: /pay|connect|card/i })).not.toBeInTheDocument()
    expect(screen.queryByRole("link", { name: /^pay/i })).not.toBeInTheDocument()
  })

  it("adds up what the relays that are online will cost, and charges none that is offline", async () => {
    await show("unpaid")
    const costs = await screen.findByRole("region", { name: "Costs" })
    expect(await within(costs).findAllByText("offline, not charged")).not.toHaveLength(0)
    expect(within(costs).getByText(/^Monthly total/)).toBeInTheDocument()
  })

  it("tells somebody who never made a relay that nothing is to be paid", async () => {
    await show("newcomer")
    expect(await screen.findByText("You have no relays yet, so there’s nothing to pay.")).toBeInTheDocument()
    expect(screen.queryByRole("alert")).not.toBeInTheDocument()
  })

  it("shows the invoices of an earlier platform, and offers to pay none of them", async () => {
    mock.behave("payments")
    await show("payer")
    const old = await screen.findByRole("region", { name: "Invoices from before the move" })
    expect(within(old).getByText("Not paid there")).toBeInTheDocument()
    expect(within(old).getByText("Paid there")).toBeInTheDocument()
    expect(within(old).getAllByText("$5.00")).toHaveLength(2)
    expect(within(old).queryByRole("link")).not.toBeInTheDocument()
    expect(within(old).queryByRole("button")).not.toBeInTheDocument()
  })

  it("has no place for invoices of an earlier platform where there are none", async () => {
    await show("unpaid")
    expect(await screen.findByRole("region", { name: "Costs" })).toBeInTheDocument()
    expect(screen.queryByText("Invoices from before the move")).not.toBeInTheDocument()
  })

  it("tells a suspended account the reason and what follows", async () => {
    await show("suspended")
    expect(await screen.findByText(/Reason: “/)).toBeInTheDocument()
    expect(document.title).toMatch(/^Suspended · Account/)
  })

  it("tells that a payment is due and what happens without it", async () => {
    mock.behave("payments")
    await show("late")
    const due = await screen.findByRole("region", { name: "Amount due" })
    expect(
      within(due).getByText(/^If it isn’t paid by \d+ \w+( \d{4})?, your paid relays go offline/),
    ).toBeInTheDocument()
    expect(within(due).getByRole("link", { name: "Pay now" })).toHaveAttribute(
      "href",
      expect.stringContaining("?invoice="),
    )
    expect(document.title).toMatch(/^Due in 2 days · Account/)
  })

  it("leads whoever was not paid for to the relays that are offline", async () => {
    mock.behave("payments,waiting")
    await show("unpaid")
    expect(await screen.findByRole("link", { name: "Show offline relays" })).toHaveAttribute(
      "href",
      "/relays?status=offline",
    )
  })

  it("counts the days by billing's clock, also when that is moved while the page is open", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] })
    mock.behave("payments,waiting")
    await show("late")
    await waitFor(() => expect(document.title).toMatch(/^Due in 2 days/))
    mock.api.billing.advance(1)
    await vi.advanceTimersByTimeAsync(10_000)
    await waitFor(() => expect(document.title).toMatch(/^Due in 1 day ·/))
  })

  it("logs out", async () => {
    await show("owner")
    await userEvent.click(await screen.findByRole("button", { name: "Log out" }))
    await waitFor(() => expect(hasSession()).toBe(false))
  })
})
