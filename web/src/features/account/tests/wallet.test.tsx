import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { describe, expect, it } from "vitest"
import AccountPage from "~/features/account/account-page"
import { paths } from "~/paths"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { showPage, signInAs, withMock } from "../../../../test/component/stage"

const SECRET = "5".repeat(64)
const link = (relay: string) => `nostr+walletconnect://${"8".repeat(64)}?relay=${relay}&secret=${SECRET}`

describe("the wallet that pays by itself", () => {
  const stage = withMock((mock) => mock.behave("payments,waiting"))
  const show = async (who: keyof typeof ACCOUNTS) => {
    await signInAs(who)
    const shown = showPage(AccountPage, paths.account, paths.account)
    return { ...shown, ways: await screen.findByRole("region", { name: "Automatic payment" }) }
  }
  const open = async (who: keyof typeof ACCOUNTS, button: string) => {
    const shown = await show(who)
    const opener = await within(shown.ways).findByRole("button", { name: button })
    await userEvent.click(opener)
    return { ...shown, opener, dialog: await screen.findByRole("dialog") }
  }
  const field = () => screen.getByLabelText<HTMLInputElement>("Wallet connection link")
  const send = (dialog: HTMLElement) => userEvent.click(within(dialog).getByRole("button", { name: "Connect wallet" }))
  const sent = () => stage.mock.asked.filter((one) => one.startsWith("PUT /tenants/"))

  it("is connected by its link, which is sent once and stands nowhere afterwards", async () => {
    const { dialog, opener, ways, container } = await open("due", "Connect a wallet")
    expect(dialog).toHaveAccessibleName("Connect a wallet")
    expect(field()).toHaveFocus()
    expect(field()).toHaveAttribute("type", "password")
    expect(field()).toHaveAttribute("autocomplete", "off")
    await userEvent.type(field(), link("wss://relay.example"))
    await send(dialog)
    expect(await screen.findByText("Your wallet is connected, and is paying what’s due now.")).toBeInTheDocument()
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument())
    expect(
      within(ways).getByText(/^Connected\. Pays each invoice automatically\. Budget: 500,000 sats$/),
    ).toBeInTheDocument()
    expect(sent()).toHaveLength(1)
    expect(container.ownerDocument.documentElement.outerHTML).not.toContain(SECRET)
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain(SECRET)
    expect(opener).toHaveFocus()
  })

  it("is not asked for with what is no link", async () => {
    const { dialog } = await open("due", "Connect a wallet")
    await send(dialog)
    expect(within(dialog).getByText("Paste your wallet’s connection link.")).toBeInTheDocument()
    await userEvent.type(field(), "lnbc1")
    await send(dialog)
    expect(within(dialog).getByText(/^That’s not a wallet connection link\./)).toBeInTheDocument()
    expect(field()).toBeInvalid()
    expect(field()).toHaveAccessibleDescription(/^That’s not a wallet connection link\./)
    expect(sent()).toHaveLength(0)
  })

  it("says at the field what the server has against a link, and elsewhere that a wallet does not answer; nothing typed is lost", async () => {
    const { dialog } = await open("due", "Connect a wallet")
    await userEvent.type(field(), link("wss://refuses.example"))
    await send(dialog)
    await waitFor(() => expect(field()).toHaveAccessibleDescription(/isn’t allowed to pay invoices/))
    expect(field()).toHaveValue(link("wss://refuses.example"))

    await userEvent.clear(field())
    await userEvent.type(field(), link("wss://silent.example"))
    await send(dialog)
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("This wallet isn’t responding.")
    expect(field()).toHaveValue(link("wss://silent.example"))
    expect(field()).toBeValid()
  })

  it("forgets what was typed as soon as its dialog closes", async () => {
    const { dialog, opener } = await open("due", "Connect a wallet")
    await userEvent.type(field(), link("wss://relay.example"))
    await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }))
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument())
    await userEvent.click(opener)
    await screen.findByRole("dialog")
    expect(field()).toHaveValue("")
    expect(sent()).toHaveLength(0)
  })

  it("tells its budget, can be exchanged, and is disconnected by one press", async () => {
    const { dialog, ways } = await open("payer", "Manage your wallet")
    expect(within(dialog).getByText("100,000 sats")).toBeInTheDocument()
    await userEvent.click(within(dialog).getByRole("button", { name: "Connect a different wallet" }))
    expect(field()).toBeInTheDocument()
    await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }))
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument())
    await userEvent.click(within(ways).getByRole("button", { name: "Manage your wallet" }))
    await userEvent.click(await screen.findByRole("button", { name: "Disconnect" }))
    expect(await screen.findByText("Your wallet is disconnected. You now pay invoices yourself.")).toBeInTheDocument()
    expect(await within(ways).findByRole("button", { name: "Connect a wallet" })).toBeInTheDocument()
    expect(stage.mock.api.desk.world.tenants.get(ACCOUNTS.payer.pubkey)?.tenant.nwc_is_set).toBe(false)
  })

  it("says in its own words why it refused, on the page and in its dialog", async () => {
    const { dialog, ways } = await open("failing", "Manage your wallet")
    const said = /^“The wallet refused: its monthly budget is used up”\. Raise the budget/
    expect(within(ways).getByText(said)).toBeInTheDocument()
    expect(within(dialog).getByText(said)).toBeInTheDocument()
    expect(within(dialog).getByText("None set")).toBeInTheDocument()
  })

  it("is offered as play money in a demo and nowhere else", async () => {
    const { dialog, unmount } = await open("due", "Connect a wallet")
    expect(await within(dialog).findByRole("button", { name: "Use the demo wallet" })).toBeInTheDocument()
    expect(within(dialog).getByText(/^No real money/)).toBeInTheDocument()
    unmount()
    stage.mock.api.desk.world.info.demo = false
    const asked = () => stage.mock.asked.filter((one) => one === "GET /dev/wallet").length
    const before = asked()
    const serious = await open("due", "Connect a wallet")
    expect(within(serious.dialog).queryByRole("button", { name: "Use the demo wallet" })).not.toBeInTheDocument()
    expect(asked()).toBe(before)
  })

  it("stays called play money once it is connected, which a wallet of one's own is not", async () => {
    const { dialog, ways } = await open("due", "Connect a wallet")
    await userEvent.click(await within(dialog).findByRole("button", { name: "Use the demo wallet" }))
    expect(await within(ways).findByText(/^No real money/)).toBeInTheDocument()
    const manage = within(ways).getByRole("button", { name: "Manage your wallet" })
    await userEvent.click(manage)
    const again = await screen.findByRole("dialog")
    expect(within(again).getByText(/^No real money/)).toBeInTheDocument()

    await userEvent.click(within(again).getByRole("button", { name: "Connect a different wallet" }))
    await userEvent.type(field(), link("wss://relay.example"))
    await send(again)
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument())
    await waitFor(() => expect(within(ways).queryByText(/^No real money/)).not.toBeInTheDocument())
  })
})

describe("the card that pays by itself", () => {
  const stage = withMock((mock) => mock.behave("payments,waiting"))
  const show = async (who: keyof typeof ACCOUNTS) => {
    await signInAs(who)
    showPage(AccountPage, paths.account, paths.account)
    return screen.findByRole("region", { name: "Automatic payment" })
  }

  it("stands there by its brand and last digits, second to a wallet that works", async () => {
    const ways = await show("payer")
    expect(await within(ways).findByText("Visa ending in 4242, used if the wallet fails")).toBeInTheDocument()
  })

  it("says that it was refused, in the processor's sentence, and can be changed", async () => {
    const ways = await show("failing")
    expect(await within(ways).findByText("Your card was refused.")).toBeInTheDocument()
    expect(within(ways).getByText(/^The card was declined\..* You can also pay manually\.$/)).toBeInTheDocument()
    expect(within(ways).getByText("Mastercard ending in 0341")).toBeInTheDocument()
    expect(within(ways).getByRole("button", { name: "Manage your card" })).toBeInTheDocument()
  })

  it("is added elsewhere; where that place cannot be opened it says so and can be tried again", async () => {
    const ways = await show("due")
    expect(await within(ways).findByText("No card saved")).toBeInTheDocument()
    stage.mock.behave("payments,error")
    const add = within(ways).getByRole("button", { name: "Add a card" })
    await userEvent.click(add)
    expect(await within(ways).findByRole("alert")).toHaveTextContent("Something went wrong on our side.")
    expect(add).not.toHaveAttribute("aria-busy")
  })

  it("is not mentioned where cards are off", async () => {
    stage.mock.behave("lightning")
    const ways = await show("failing")
    expect(await within(ways).findByText("Lightning wallet")).toBeInTheDocument()
    expect(within(ways).queryByText(/card/i)).not.toBeInTheDocument()
  })
})
