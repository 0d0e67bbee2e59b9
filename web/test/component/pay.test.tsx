import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import PayOver from "~/components/pay/pay-over"
import { ACCOUNTS } from "../../mock-api/people.ts"
import { type RunningMock, startMock } from "../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "./stage"

/** A short-lived code lives half of it. */
const MINUTE = 60

describe("paying an invoice over any page", () => {
  let mock: RunningMock
  let ahead = 0
  beforeEach(() => {
    ahead = 0
    mock = startMock(() => Math.floor(Date.now() / 1000) + ahead)
    mock.behave("payments,waiting")
  })
  afterEach(async () => {
    await signOut()
    mock.stop()
  })

  const openOf = (who: keyof typeof ACCOUNTS) => {
    const found = mock.api.desk.world.invoices.find(
      (one) => one.tenant_pubkey === ACCOUNTS[who].pubkey && one.status === "open",
    )
    if (!found) throw new Error(`${who} owes nothing`)
    return found
  }
  const show = async (who: keyof typeof ACCOUNTS, id = openOf(who).id) => {
    await signInAs(who)
    const shown = showPage(PayOver, "/relays", `/relays?q=bike&invoice=${id}`)
    return { ...shown, dialog: await screen.findByRole("dialog") }
  }

  it("says what, for what and by when, with the code to scan, to copy and to open", async () => {
    const { dialog } = await show("due")
    expect(await within(dialog).findByText("60,000")).toBeInTheDocument()
    expect(await within(dialog).findByText(/^2 relays, /)).toBeInTheDocument()
    expect(await within(dialog).findByText(/, 5 days left$/)).toBeInTheDocument()
    expect(await within(dialog).findByRole("img", { name: /to scan/ })).toBeInTheDocument()
    const link = within(dialog).getByRole("link", { name: "Open my wallet" })
    expect(link.getAttribute("href")).toMatch(/^lightning:ln[a-z0-9]+$/)
    expect(within(dialog).getByRole("button", { name: /^Copy payment code/ })).toBeInTheDocument()
    expect(within(dialog).getByText(/^No real money/)).toBeInTheDocument()
    expect(document.title).not.toContain("undefined")
  })

  it("costs nothing to close, and leaves the page's address as it was", async () => {
    const { dialog, history } = await show("due")
    await userEvent.click(await within(dialog).findByRole("button", { name: /^Pay later, by \d+ \w+$/ }))
    await waitFor(() => expect(history.get()).toBe("/relays?q=bike"))
  })

  it("turns to Paid by itself, and says until when", async () => {
    const { dialog } = await show("due")
    await within(dialog).findByRole("img", { name: /to scan/ })
    mock.behave("payments,paid")
    expect(await within(dialog).findByRole("heading", { name: "Paid" }, { timeout: 9_000 })).toBeInTheDocument()
    expect(await within(dialog).findByText(/60,000 sats arrived at .* are paid until/)).toBeInTheDocument()
    expect(within(dialog).getByRole("link", { name: "Open" })).toHaveAttribute(
      "href",
      expect.stringMatching(/^\/account\/invoices\//),
    )
    expect(within(dialog).getByRole("link", { name: "Connect" })).toBeInTheDocument()
  })

  it("tells somebody who has paid already that it has not arrived yet", async () => {
    const { dialog } = await show("due")
    await within(dialog).findByRole("img", { name: /to scan/ })
    await userEvent.click(within(dialog).getByRole("button", { name: "I’ve paid" }))
    expect(await within(dialog).findByText(/^It has not arrived yet\./)).toBeInTheDocument()
  })

  it("makes a new code in place once the old one has run out", async () => {
    mock.behave("payments,waiting,shortlived")
    ahead = -MINUTE
    const { dialog } = await show("due")
    expect(await within(dialog).findByText("This code has run out.")).toBeInTheDocument()
    expect(within(dialog).queryByRole("link", { name: "Open my wallet" })).not.toBeInTheDocument()
    ahead = 0
    mock.behave("payments,waiting")
    await userEvent.click(within(dialog).getByRole("button", { name: "New code" }))
    expect(await within(dialog).findByRole("img", { name: /to scan/ })).toBeInTheDocument()
  })

  it("says it when our wallet does not answer, and tries again when told to", async () => {
    mock.behave("payments,waiting,nowallet")
    const { dialog } = await show("due")
    expect(await within(dialog).findByText(/^Our wallet does not answer/)).toBeInTheDocument()
    mock.behave("payments,waiting")
    await userEvent.click(within(dialog).getByRole("button", { name: "Try again" }))
    expect(await within(dialog).findByRole("img", { name: /to scan/ })).toBeInTheDocument()
  })

  it("offers only the ways that are on", async () => {
    mock.behave("lightning,waiting")
    const { dialog, unmount } = await show("due")
    await within(dialog).findByRole("img", { name: /to scan/ })
    expect(within(dialog).queryByRole("button", { name: /card/i })).not.toBeInTheDocument()
    unmount()
    await signOut()

    mock.behave("cards,waiting")
    const cards = await show("late")
    expect(await within(cards.dialog).findByRole("button", { name: "Pay by card" })).toBeInTheDocument()
    expect(within(cards.dialog).queryByRole("img")).not.toBeInTheDocument()
    cards.unmount()
    await signOut()

    mock.behave("")
    const off = await show("failing")
    expect(await within(off.dialog).findByText("This server has no payments switched on.")).toBeInTheDocument()
    expect(within(off.dialog).queryByRole("button", { name: /paid|card|wallet/i })).not.toBeInTheDocument()
  })

  it("says why an invoice asks for nothing any more, and that there is none", async () => {
    const forgiven = mock.api.desk.world.invoices.find((one) => one.void_reason === "forgiven")
    const who = Object.entries(ACCOUNTS).find(([, one]) => one.pubkey === forgiven?.tenant_pubkey)?.[0]
    const { dialog, unmount } = await show(who as keyof typeof ACCOUNTS, forgiven?.id)
    expect(await within(dialog).findByText(/is forgiven\. You owe nothing/)).toBeInTheDocument()
    unmount()
    await signOut()
    const missing = await show("due", "no-such-invoice")
    expect(await within(missing.dialog).findByRole("heading", { name: /There is no such invoice/ })).toBeInTheDocument()
  })
})
