import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { WALLET_WAIT_MS } from "~/features/pay/browser-wallet"
import PayOverlay from "~/features/pay/pay-overlay"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

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
    vi.restoreAllMocks()
    vi.useRealTimers()
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
    const shown = showPage(PayOverlay, "/relays", `/relays?q=bike&invoice=${id}`)
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
    await userEvent.click(await within(dialog).findByRole("button", { name: /^Pay later, by \d+ \w+( \d{4})?$/ }))
    await waitFor(() => expect(history.get()).toBe("/relays?q=bike"))
  })

  it("turns to Paid by itself, says it aloud and until when, and puts the focus on what comes next", async () => {
    const { dialog } = await show("due")
    await within(dialog).findByRole("img", { name: /to scan/ })
    const [aloud] = within(dialog).getAllByRole("status")
    expect(aloud).toBeEmptyDOMElement()
    within(dialog).getByRole("link", { name: "Open my wallet" }).focus()
    mock.behave("payments,paid")
    expect(await within(dialog).findByRole("heading", { name: "Paid" }, { timeout: 9_000 })).toBeInTheDocument()
    expect(aloud).toHaveTextContent("Paid")
    expect(await within(dialog).findByText(/60,000 sats arrived at .* are paid until/)).toBeInTheDocument()
    await waitFor(() => expect(within(dialog).getByRole("button", { name: "Done" })).toHaveFocus())
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
    expect(await within(dialog).findByText(/^It hasn’t arrived yet\./)).toBeInTheDocument()
  })

  it("makes a new code in place once the old one has run out", async () => {
    mock.behave("payments,waiting,shortlived")
    const { dialog } = await show("due")
    await within(dialog).findByRole("img", { name: /to scan/ })
    vi.setSystemTime(Date.now() + MINUTE * 1000)
    expect(await within(dialog).findByText("This code has expired.")).toBeInTheDocument()
    expect(within(dialog).queryByRole("link", { name: "Open my wallet" })).not.toBeInTheDocument()
    mock.behave("payments,waiting")
    await userEvent.click(within(dialog).getByRole("button", { name: "Get a new code" }))
    expect(await within(dialog).findByRole("img", { name: /to scan/ })).toBeInTheDocument()
  })

  it("says it when our wallet does not answer, and tries again when told to", async () => {
    mock.behave("payments,waiting,nowallet")
    const { dialog } = await show("due")
    expect(await within(dialog).findByText(/^Our wallet isn’t responding/)).toBeInTheDocument()
    mock.behave("payments,waiting")
    await userEvent.click(within(dialog).getByRole("button", { name: "Try again" }))
    expect(await within(dialog).findByRole("img", { name: /to scan/ })).toBeInTheDocument()
  })

  it("says that the last code ends just now, and asks for the new one by itself", async () => {
    mock.behave("payments,waiting,codeends")
    const { dialog } = await show("due")
    expect(await within(dialog).findByText(/^The last payment code is just expiring/)).toBeInTheDocument()
    expect(within(dialog).getByText(/We’ll keep trying/)).toBeInTheDocument()
    expect(within(dialog).queryByText(/isn’t responding/)).not.toBeInTheDocument()
    mock.behave("payments,waiting")
    expect(await within(dialog).findByRole("img", { name: /to scan/ }, { timeout: 9_000 })).toBeInTheDocument()
  })

  it("shows a code that is over by this device's clock alone", async () => {
    mock.behave("payments,waiting,shortlived")
    ahead = -MINUTE
    const { dialog } = await show("due")
    expect(await within(dialog).findByRole("img", { name: /to scan/ })).toBeInTheDocument()
    expect(within(dialog).queryByText("This code has expired.")).not.toBeInTheDocument()
  })

  it("leads from a void invoice to the relays that can be brought back", async () => {
    const voidOf = (who: keyof typeof ACCOUNTS) =>
      mock.api.desk.world.invoices.find((one) => one.tenant_pubkey === ACCOUNTS[who].pubkey && one.status === "void")
        ?.id
    const many = await show("unpaid", voidOf("unpaid"))
    expect(await within(many.dialog).findByRole("link", { name: "Show offline relays" })).toHaveAttribute(
      "href",
      "/relays?status=offline",
    )
    many.unmount()
    await signOut()
    const one = await show("returning", voidOf("returning"))
    expect(await within(one.dialog).findByRole("link", { name: "Bring The Boat Shed back online" })).toHaveAttribute(
      "href",
      expect.stringMatching(/^\/relays\/[\w-]+$/),
    )
  })

  it("leads from a paid invoice to the only relay on it", async () => {
    mock.behave("payments,paid")
    const { dialog } = await show("late")
    const on = await within(dialog).findByRole("link", { name: "Go to Harbour Radio" }, { timeout: 9_000 })
    expect(on).toHaveAttribute("href", expect.stringMatching(/^\/relays\/[\w-]+$/))
    expect(within(dialog).getByRole("button", { name: "Done" })).toBeInTheDocument()
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
    const card = await within(cards.dialog).findByRole("button", { name: "Pay by card" })
    expect(card.closest("[data-body]")).not.toBeNull()
    // Nothing was begun yet, so nothing is waited for.
    expect(within(cards.dialog).queryByText(/^Waiting for your payment/)).not.toBeInTheDocument()
    expect(within(cards.dialog).queryByRole("button", { name: "I’ve paid" })).not.toBeInTheDocument()
    expect(within(cards.dialog).queryByRole("img")).not.toBeInTheDocument()
    cards.unmount()
    await signOut()

    mock.behave("")
    const off = await show("failing")
    expect(await within(off.dialog).findByText("Payments are off on this server.")).toBeInTheDocument()
    expect(within(off.dialog).queryByRole("button", { name: /paid|card|wallet/i })).not.toBeInTheDocument()
  })

  it("says why an invoice asks for nothing any more, and that there is none", async () => {
    const forgiven = mock.api.desk.world.invoices.find((one) => one.void_reason === "forgiven")
    const who = Object.entries(ACCOUNTS).find(([, one]) => one.pubkey === forgiven?.tenant_pubkey)?.[0]
    const { dialog, unmount } = await show(who as keyof typeof ACCOUNTS, forgiven?.id)
    expect(await within(dialog).findByText(/was forgiven\. You owe nothing/)).toBeInTheDocument()
    unmount()
    await signOut()
    const missing = await show("due", "no-such-invoice")
    expect(await within(missing.dialog).findByRole("heading", { name: /Invoice not found/ })).toBeInTheDocument()
  })

  describe("what can go wrong", () => {
    const codes = () => mock.asked.filter((one) => one.endsWith("/bolt11")).length
    const shown = async () => {
      const { dialog, ...rest } = await show("due")
      await within(dialog).findByRole("img", { name: /to scan/ })
      return { dialog, ...rest }
    }

    it("a card that cannot be charged just now says so, and the code is still there", async () => {
      const { dialog } = await shown()
      mock.behave("payments,waiting,norate")
      const card = within(dialog).getByRole("button", { name: "Pay by card instead" })
      await userEvent.click(card)
      expect(await within(dialog).findByText(/^We can’t get the bitcoin price right now/)).toHaveAttribute(
        "role",
        "status",
      )
      expect(card).not.toHaveAttribute("aria-busy")
      expect(within(dialog).getByRole("img", { name: /to scan/ })).toBeInTheDocument()
    })

    it("while another payment of it may still arrive nobody is asked to pay a second time", async () => {
      mock.behave("payments,waiting,undecided")
      const { dialog } = await show("due")
      const said = await within(dialog).findByText(/^A payment for this invoice is on its way\./)
      expect(said.closest('[role="status"]')).not.toBeNull()
      expect(within(dialog).queryByRole("alert")).not.toBeInTheDocument()
      expect(within(dialog).queryByRole("img", { name: /to scan/ })).not.toBeInTheDocument()
      expect(within(dialog).queryByRole("link", { name: "Open my wallet" })).not.toBeInTheDocument()
      for (const name of [/card/, /^Try again/, /^I’ve paid/]) {
        expect(within(dialog).queryByRole("button", { name })).not.toBeInTheDocument()
      }
      mock.behave("payments,waiting")
      expect(await within(dialog).findByRole("img", { name: /to scan/ }, { timeout: 9_000 })).toBeInTheDocument()
    })

    it("a wallet of ours that is silent leaves the card as the way to pay, in the body", async () => {
      mock.behave("payments,waiting,nowallet")
      const { dialog } = await show("due")
      await within(dialog).findByText(/^Our wallet isn’t responding right now/)
      expect(within(dialog).getAllByRole("button", { name: /card/ })).toHaveLength(1)
      expect(within(dialog).getByRole("button", { name: "Pay by card" }).closest("[data-body]")).not.toBeNull()
    })

    it("an invoice that was paid elsewhere meanwhile is paid here too, and its card page is not opened", async () => {
      const { dialog } = await shown()
      // A hidden page does not check every few seconds.
      vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden")
      const invoice = openOf("due")
      Object.assign(invoice, { status: "paid", method: "nwc", paid_at: invoice.created_at })
      await userEvent.click(within(dialog).getByRole("button", { name: "Pay by card instead" }))
      expect(await within(dialog).findByRole("heading", { name: "Paid" })).toBeInTheDocument()
    })

    it("an invoice that was replaced while it was open leads to the one that took its place", async () => {
      const { dialog, history } = await shown()
      const invoice = openOf("due")
      Object.assign(invoice, { status: "void", void_reason: "replaced", voided_at: invoice.created_at })
      mock.api.desk.world.invoices.push({ ...invoice, id: "its-heir", status: "open" })
      await userEvent.click(within(dialog).getByRole("button", { name: "I’ve paid" }))
      expect(await within(dialog).findByRole("heading", { name: "Nothing to pay" })).toBeInTheDocument()
      expect(within(dialog).queryByRole("img", { name: /to scan/ })).not.toBeInTheDocument()
      await userEvent.click(await within(dialog).findByRole("button", { name: "Open the new invoice" }))
      await waitFor(() => expect(history.get()).toContain("invoice=its-heir"))
      expect(await within(dialog).findByRole("img", { name: /to scan/ })).toBeInTheDocument()
    })

    it("a server that is gone takes nothing off the screen, and what arrived meanwhile is seen when it is back", async () => {
      const { dialog } = await shown()
      mock.behave("down")
      await userEvent.click(within(dialog).getByRole("button", { name: "I’ve paid" }))
      expect(await within(dialog).findByText(/^It hasn’t arrived yet\./)).toBeInTheDocument()
      expect(within(dialog).getByRole("img", { name: /to scan/ })).toBeInTheDocument()
      expect(within(dialog).getByText("60,000")).toBeInTheDocument()
      mock.behave("payments,paid")
      expect(await within(dialog).findByRole("heading", { name: "Paid" }, { timeout: 9_000 })).toBeInTheDocument()
    })

    it("a server that is gone when the dialog opens is asked again when told to", async () => {
      await signInAs("due")
      mock.behave("down")
      showPage(PayOverlay, "/relays", `/relays?invoice=${openOf("due").id}`)
      const again = await within(await screen.findByRole("dialog")).findByRole("button", { name: "Try again" })
      mock.behave("payments,waiting")
      await userEvent.click(again)
      expect(await screen.findByText("60,000")).toBeInTheDocument()
    })

    it("a code that is on the screen is not replaced by another one unasked", async () => {
      await shown()
      const before = codes()
      window.dispatchEvent(new Event("focus"))
      document.dispatchEvent(new Event("visibilitychange"))
      await waitFor(() => expect(mock.asked.filter((one) => one.endsWith("/reconcile"))).not.toHaveLength(0))
      expect(codes()).toBe(before)
    })
  })

  describe("the wallet in this browser", () => {
    const holds = (webln: unknown) => Reflect.set(globalThis, "webln", webln)
    afterEach(() => {
      Reflect.deleteProperty(globalThis, "webln")
      vi.useRealTimers()
    })
    const ask = async () => {
      const { dialog } = await show("due")
      await userEvent.click(await within(dialog).findByRole("button", { name: "Pay with your browser wallet" }))
      return dialog
    }

    it("is not offered where there is none, or one that cannot pay", async () => {
      holds({ enable: async () => {} })
      const { dialog } = await show("due")
      await within(dialog).findByRole("img", { name: /to scan/ })
      expect(within(dialog).queryByRole("button", { name: /browser wallet/ })).not.toBeInTheDocument()
    })

    it("is asked once it agreed, and is believed only when the money is here", async () => {
      const did: string[] = []
      holds({ enable: async () => did.push("enable"), sendPayment: async (lnbc: string) => did.push(lnbc) })
      const dialog = await ask()
      expect(await within(dialog).findByText(/^Your wallet says it has paid\./)).toBeInTheDocument()
      expect(did).toEqual(["enable", expect.stringMatching(/^ln[a-z0-9]+$/)])
      expect(within(dialog).queryByRole("heading", { name: "Paid" })).not.toBeInTheDocument()
      mock.behave("payments,paid")
      expect(await within(dialog).findByRole("heading", { name: "Paid" }, { timeout: 9_000 })).toBeInTheDocument()
    })

    it.each(["enable", "sendPayment"])("is quoted where it refuses: %s", async (at) => {
      const refuse = async () => {
        throw new Error("User rejected.")
      }
      holds({ enable: async () => {}, sendPayment: async () => {}, [at]: refuse })
      const dialog = await ask()
      expect(await within(dialog).findByRole("alert")).toHaveTextContent("Your wallet didn’t pay: “User rejected”.")
      expect(within(dialog).getByRole("img", { name: /to scan/ })).toBeInTheDocument()
    })

    it("that says nothing blocks nothing, and after a minute can be asked again", async () => {
      holds({ enable: () => new Promise(() => {}), sendPayment: async () => {} })
      const { dialog } = await show("due")
      const button = await within(dialog).findByRole("button", { name: "Pay with your browser wallet" })
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
      button.click()
      expect(within(dialog).getByText(/^We’ve asked your wallet\./)).toBeInTheDocument()
      expect(button).toHaveAttribute("aria-busy", "true")
      expect(within(dialog).getByRole("img", { name: /to scan/ })).toBeInTheDocument()
      expect(within(dialog).getByRole("button", { name: "Pay with the demo wallet" })).not.toHaveAttribute("aria-busy")
      await vi.advanceTimersByTimeAsync(WALLET_WAIT_MS)
      vi.useRealTimers()
      expect(await within(dialog).findByText(/^Your wallet hasn’t answered\./)).toBeInTheDocument()
      await waitFor(() => expect(button).not.toHaveAttribute("aria-busy"))
    })
  })
})
