import { screen, waitFor } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { describe, expect, it } from "vitest"
import { PromptNote } from "~/components/billing/payment-prompt"
import type { Tenant } from "../../mock-api/objects.ts"
import { ACCOUNTS } from "../../mock-api/people.ts"
import { showPage, signInAs, withMock } from "./stage"

const CHURNED = "Your paid relays are offline because an invoice wasn’t paid in time."
const WALLET = "Your wallet refused the last payment."
const CARD = "Your card was refused."
const NONE = "Pay invoices automatically."
const UNPAID = /^10,000 sats due on \d+ \w+( \d{4})?\.$/
const ALL = [CHURNED, WALLET, CARD, NONE, UNPAID]

describe("what somebody is asked to do about money", () => {
  const stage = withMock((mock) => mock.behave("payments,waiting"))
  const tenantOf = (who: keyof typeof ACCOUNTS): Tenant => {
    const found = stage.mock.api.desk.world.tenants.get(ACCOUNTS[who].pubkey)
    if (!found) throw new Error(`${who} is no tenant`)
    return found.tenant
  }
  const invoiceOf = (who: keyof typeof ACCOUNTS) => {
    const found = stage.mock.api.desk.world.invoices.find(
      (one) => one.tenant_pubkey === ACCOUNTS[who].pubkey && one.status === "open",
    )
    if (!found) throw new Error(`${who} owes nothing`)
    return found
  }
  const show = async (who: keyof typeof ACCOUNTS, at = "/relays/x?q=1") => {
    await signInAs(who)
    const page = () => <PromptNote pubkey={ACCOUNTS[who].pubkey} />
    return showPage(page, at.split("?")[0] ?? at, at)
  }
  /** This one is asked, and none of the others. */
  const only = async (wanted: string | RegExp) => {
    await screen.findByText(wanted)
    for (const other of ALL) if (other !== wanted) expect(screen.queryByText(other)).not.toBeInTheDocument()
  }

  it("is one thing at a time: what went offline, what is owed, the wallet, the card, and then that nothing pays by itself", async () => {
    const otto = tenantOf("failing")
    Object.assign(otto, { status: "delinquent", churned_at: stage.mock.api.billing.now() })
    const { queries } = await show("failing")
    const now = async (change: Partial<Tenant>, wanted: string | RegExp) => {
      Object.assign(otto, change)
      await queries.invalidateQueries()
      await only(wanted)
    }
    await only(CHURNED)
    await now({ status: "past_due", churned_at: null }, UNPAID)
    expect(
      screen.getByText(/Automatic payment failed: “The wallet refused: its monthly budget is used up”\./),
    ).toBeInTheDocument()
    Object.assign(invoiceOf("failing"), { status: "paid", method: "oob" })
    await now({ status: "active" }, WALLET)
    expect(screen.getByText(/It said: “The wallet refused: its monthly budget is used up”\./)).toBeInTheDocument()
    await now({ nwc_is_set: false, nwc_error: null, wallet: null }, CARD)
    expect(screen.getByText(/Use another card or ask your bank\.$/)).toBeInTheDocument()
    await now({ stripe_error: null, stripe_payment_method_id: null, card: null }, NONE)
    Object.assign(otto, { card: { brand: "visa", last4: "4242" }, stripe_payment_method_id: "pm" })
    await queries.invalidateQueries()
    await waitFor(() => expect(screen.queryByText(NONE)).not.toBeInTheDocument())
    expect(screen.queryByRole("link")).not.toBeInTheDocument()
  })

  it("names what is owed in dollars to a person who pays by card", async () => {
    Object.assign(tenantOf("failing"), { nwc_is_set: false, nwc_error: null, wallet: null })
    Object.assign(tenantOf("failing"), { card: { brand: "visa", last4: "4242" }, stripe_payment_method_id: "pm" })
    await show("failing")
    await screen.findByText(/^≈ \$10\.00 due on /)
    expect(screen.queryByText(UNPAID)).not.toBeInTheDocument()
  })

  it("leads to where it is done: the relays that are offline, the invoice over this page, the ways to pay", async () => {
    const otto = tenantOf("failing")
    const { id } = invoiceOf("failing")
    const { queries } = await show("failing")
    await screen.findByText(UNPAID)
    expect(screen.getByRole("link", { name: "Pay" })).toHaveAttribute("href", `?q=1&invoice=${id}`)
    Object.assign(otto, { status: "delinquent" })
    await queries.invalidateQueries()
    expect(await screen.findByRole("link", { name: "Show offline relays" })).toHaveAttribute(
      "href",
      "/relays?status=offline",
    )
    Object.assign(otto, { status: "active" })
    await queries.invalidateQueries()
    expect(await screen.findByRole("link", { name: "Check wallet" })).toHaveAttribute("href", "/account#autopay")
  })

  it("offers to set up what there is on this server, and nothing else", async () => {
    Object.assign(tenantOf("due"), { status: "active" })
    const said = async (methods: string, wanted: RegExp) => {
      stage.mock.behave(`${methods},waiting`)
      const { unmount } = await show("due")
      const note = await screen.findByText(NONE)
      expect(note.closest("p")).toHaveTextContent(wanted)
      unmount()
    }
    await said("payments", /Connect a wallet or save a card, and no relay/)
    await said("lightning", /automatically\. Connect a wallet, and no relay/)
    await said("cards", /automatically\. Save a card, and no relay/)
  })

  it("says that it is overdue once its last day is over", async () => {
    invoiceOf("failing").due_at = stage.mock.api.billing.now()
    await show("failing")
    const said = await screen.findByText("10,000 sats overdue.")
    expect(said.closest("p")).toHaveTextContent("Your paid relays go offline unless you pay it.")
  })

  it("is put aside for a while where nothing happens if it is, and only there", async () => {
    Object.assign(tenantOf("due"), { status: "active" })
    const { unmount } = await show("due")
    await screen.findByText(NONE)
    await userEvent.click(screen.getByRole("button", { name: "Not now" }))
    expect(screen.queryByText(NONE)).not.toBeInTheDocument()
    unmount()
    const { queries } = await show("due")
    await waitFor(() => expect(queries.isFetching()).toBe(0))
    expect(screen.queryByText(NONE)).not.toBeInTheDocument()
    Object.assign(tenantOf("due"), { status: "past_due" })
    await queries.invalidateQueries()
    expect(await screen.findByText(/^60,000 sats due on \d+ \w+( \d{4})?/)).toBeInTheDocument()
    expect(screen.queryByRole("button", { name: "Not now" })).not.toBeInTheDocument()
  })

  it("is nothing for somebody whose wallet pays, and nothing where payments are off", async () => {
    const { queries, unmount } = await show("payer")
    await waitFor(() => expect(stage.mock.asked).toContain(`GET /tenants/${ACCOUNTS.payer.pubkey}`))
    await waitFor(() => expect(queries.isFetching()).toBe(0))
    for (const one of ALL) expect(screen.queryByText(one)).not.toBeInTheDocument()
    unmount()
    stage.mock.behave("")
    const off = await show("failing")
    await waitFor(() => expect(stage.mock.asked).toContain(`GET /tenants/${ACCOUNTS.failing.pubkey}/invoices`))
    await waitFor(() => expect(off.queries.isFetching()).toBe(0))
    for (const one of ALL) expect(screen.queryByText(one)).not.toBeInTheDocument()
  })
})
