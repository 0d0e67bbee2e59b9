import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { describe, expect, it } from "vitest"
import { streamCache } from "~/api/server/stream-cache"
import AccountPage from "~/features/account/account-page"
import PayOverlay from "~/features/pay/pay-overlay"
import RelayActivity from "~/features/relay-activity/relay-activity-page"
import RelayList from "~/features/relay-list/relay-list-page"
import AdminRelay from "~/features/relay-overview/admin-relay-page"
import RelayDetail from "~/features/relay-overview/relay-overview-page"
import { ChargeNote } from "~/features/relay-settings/charge-note"
import EditRelay from "~/features/relay-settings/edit-relay-page"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { showPage, signInAs, withMock } from "../../../../test/component/stage"

const { pubkey } = ACCOUNTS.returning

/** M2: after a forgiven invoice, a tenant's paid plans start when they are paid. */
describe("a tenant who pays first (M2)", () => {
  const stage = withMock((mock) => mock.behave("payments,waiting"))
  const rowOf = (label: string) => {
    const found = [...stage.mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === label)
    if (!found) throw new Error(`the mock has no ${label}`)
    return found
  }
  const planOf = (id: string) => stage.mock.api.desk.world.plans.find((plan) => plan.id === id)
  const show = async (label: string, page: "overview" | "edit" = "overview") => {
    await signInAs("returning")
    const { id } = rowOf(label).relay
    const shown =
      page === "overview"
        ? showPage(RelayDetail, "/relays/:id", `/relays/${id}`)
        : showPage(EditRelay, "/relays/:id/edit", `/relays/${id}/edit`)
    follow(shown.queries)
    return { ...shown, id, invoice: rowOf(label).reserved?.invoice_id ?? "" }
  }
  /** Events of the mock reach the page through the app's own stream cache. */
  const follow = (queries: Parameters<typeof streamCache>[0]) => {
    const cache = streamCache(queries)
    const { stream } = stage.mock.api
    const tell = stream.tell.bind(stream)
    stream.tell = (owner, event, data) => {
      tell(owner, event, data)
      cache.apply({ id: "", event, data: JSON.stringify(data) })
    }
  }
  const pay = async (invoice: string) => {
    const { billing, desk } = stage.mock.api
    const asked = desk.world.invoices.find(({ id }) => id === invoice)
    if (!asked) throw new Error(`the mock has no invoice ${invoice}`)
    billing.bolt11(asked, new Set(["waiting"]))
    billing.reconcile(asked, new Set(["paid"]))
  }
  const steps = async () =>
    within(await screen.findByRole("list", { name: "From payment to start" }))
      .getAllByRole("listitem")
      .map((step) => step.textContent)

  it("sees on a new relay's page what to pay, why, and that it starts by itself; and it does", async () => {
    const { invoice } = await show("tide-table")
    expect(await screen.findByRole("heading", { name: "Pay to start" })).toBeInTheDocument()
    expect((await screen.findByText("For the first month on Basic")).parentElement).toHaveTextContent("10,000 sats")
    expect(screen.getByText(/because an earlier invoice wasn’t paid/)).toBeInTheDocument()
    expect(screen.getByText(/^If it isn’t paid by .*, the relay stays offline and you owe nothing\.$/)).toBeVisible()
    expect(await steps()).toEqual([
      expect.stringMatching(/^1?Done: Saved/),
      expect.stringMatching(/Now: Your payment/),
      expect.stringMatching(/Waiting: Online.*starts automatically/),
    ])
    expect(document.title).toMatch(/^Pay to start · Tide Table/)
    const links = await screen.findAllByRole("link", { name: "Pay to start" })
    expect(links.map((link) => link.getAttribute("href"))).toEqual([`?invoice=${invoice}`, `?invoice=${invoice}`])
    for (const wrong of ["Bring back online", "Choose a plan"]) {
      expect(screen.queryByRole("button", { name: wrong })).not.toBeInTheDocument()
    }

    await pay(invoice)
    expect(await screen.findByRole("heading", { name: "Setting up your relay" })).toBeInTheDocument()
    // Other relays of this tenant wait for other invoices.
    await waitFor(() => expect(document.querySelector(`a[href="?invoice=${invoice}"]`)).toBeNull())
  })

  it("sees on a relay that comes back that everything is kept", async () => {
    await show("boat-shed")
    expect((await steps())[0]).toMatch(/Done: Everything is kept/)
    expect(await screen.findByRole("heading", { name: "Who can do what" })).toBeInTheDocument()
  })

  it("sees on a relay that is online that the dearer plan waits, and on which plan it is until then", async () => {
    const { invoice } = await show("rope-walk")
    const title = await screen.findByText("Pay 50,000 sats to move to Growth.")
    expect(title.parentElement).toHaveTextContent(/stays on Free until then, and moves to Growth automatically/)
    expect(screen.getByRole("link", { name: "Pay to move" })).toHaveAttribute("href", `?invoice=${invoice}`)

    await pay(invoice)
    await waitFor(() => expect(screen.queryByText("Pay 50,000 sats to move to Growth.")).not.toBeInTheDocument())
    expect(await screen.findByText("Growth")).toBeInTheDocument()
  })

  it("is told in the list what waits for a payment, with the way to pay it", async () => {
    await signInAs("returning")
    showPage(RelayList, "/relays", "/relays")
    expect(
      await screen.findByText(/^One of your relays is waiting for a payment of [\d,]+ sats\.$/),
    ).toBeInTheDocument()
    expect(screen.getByRole("link", { name: "Pay to start" })).toHaveAttribute(
      "href",
      expect.stringContaining("?invoice="),
    )
    expect(await screen.findByRole("link", { name: /Tide Table.*Pay to start/ })).toBeInTheDocument()
    expect(await screen.findByRole("link", { name: /Rope Walk.*Growth once paid/ })).toBeInTheDocument()
    expect(screen.queryByText(/the invoice is forgiven/)).not.toBeInTheDocument()
  })

  it("is told on the account page that something starts, not that anything goes offline", async () => {
    await signInAs("returning")
    showPage(AccountPage, "/account", "/account")
    const due = await screen.findByRole("region", { name: "Amount due" })
    expect(await within(due).findByText(/starts once this is paid.*you owe nothing\.$/)).toBeInTheDocument()
    expect(within(due).getByRole("link", { name: "Pay now" })).toBeInTheDocument()
    expect(screen.queryByText(/go offline/)).not.toBeInTheDocument()
    expect(screen.queryByText(/Choose a plan/)).not.toBeInTheDocument()
  })

  it("opens the dialog that pays the reserved invoice", async () => {
    await signInAs("returning")
    const { id } = rowOf("tide-table").relay
    const { history } = showPage(PayOverlay, "/relays/:id", `/relays/${id}?pay=${id}`)
    const dialog = await screen.findByRole("dialog", { name: "Pay invoice" })
    await waitFor(() => expect(history.get()).toContain(`invoice=${rowOf("tide-table").reserved?.invoice_id}`))
    expect(await within(dialog).findByText("10,000")).toBeInTheDocument()
  })

  it("is told in the form of a new relay that it starts once paid; a tenant in good standing, that it starts at once", async () => {
    const Words = () => <ChargeNote plan={planOf("basic")} interval="month" />
    await signInAs("returning")
    const first = showPage(Words, "/relays/new", "/relays/new")
    expect(
      await screen.findByText(/^Your relay starts automatically once this is paid\. You have 7 days to pay\./),
    ).toBeVisible()
    expect(screen.queryByText(/starts right away/)).not.toBeInTheDocument()
    first.unmount()
    await signInAs("due")
    showPage(Words, "/relays/new", "/relays/new")
    expect(await screen.findByText(/^Your relay starts right away\. You have 7 days to pay\./)).toBeInTheDocument()
  })

  it("a visitor is promised no start, since nobody knows yet whether they pay first", async () => {
    showPage(() => <ChargeNote plan={planOf("basic")} interval="month" />, "/relays/new", "/relays/new")
    expect(await screen.findByText("The invoice is due in 7 days.")).toBeInTheDocument()
    expect(screen.queryByText(/starts/)).not.toBeInTheDocument()
  })

  it("is told in the settings what moves when, and saving opens what is to be paid", async () => {
    const { history, id } = await show("rope-walk", "edit")
    expect(await screen.findByText("Pay 50,000 sats to move to Growth.")).toBeInTheDocument()
    await userEvent.click(await screen.findByRole("radio", { name: "Basic" }))
    expect(
      await screen.findByText(/^You pay 10,000 sats first\. The relay moves to Basic automatically once that’s paid/),
    ).toBeInTheDocument()
    expect(screen.getByText("The month begins when the payment arrives.")).toBeInTheDocument()
    expect(screen.queryByText(/^Correct right now/)).not.toBeInTheDocument()
    await userEvent.click(await screen.findByRole("button", { name: "Save" }))
    await waitFor(() => expect(history.get()).toBe(`/relays/${id}/edit?pay=${id}`))
    expect(await screen.findByText("Pay 10,000 sats to move to Basic.")).toBeInTheDocument()
    expect([rowOf("rope-walk").relay.plan_id, rowOf("rope-walk").reserved?.plan_id]).toEqual(["free", "basic"])
  })

  it("that does not pay in time owes nothing, and can bring the relay back", async () => {
    const { id } = await show("boat-shed")
    await steps()
    stage.mock.api.billing.advance(8)
    expect(await screen.findByText("This relay is offline because an invoice wasn’t paid.")).toBeInTheDocument()
    expect(await screen.findByRole("button", { name: "Bring back online" })).toBeInTheDocument()
    expect(screen.queryByRole("link", { name: "Pay to start" })).not.toBeInTheDocument()
    showPage(RelayActivity, "/relays/:id/activity", `/relays/${id}/activity`)
    expect(await screen.findByText("The invoice wasn’t paid, so the plan didn’t start")).toBeInTheDocument()
    expect(screen.getByText("You asked for the relay to start; it starts once its invoice is paid")).toBeInTheDocument()
  })

  it("an operator is told that the owner pays, and has the invoice at hand", async () => {
    await signInAs("operator")
    const { relay, reserved } = rowOf("tide-table")
    showPage(AdminRelay, "/admin/relays/:id", `/admin/relays/${relay.id}`)
    expect(await screen.findByText("This relay starts when its owner pays the invoice.")).toBeInTheDocument()
    expect(screen.getByRole("link", { name: "Invoice" })).toHaveAttribute(
      "href",
      `/admin/invoices/${reserved?.invoice_id}`,
    )
    expect(relay.tenant_pubkey).toBe(pubkey)
  })
})
