import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { unzipSync } from "fflate"
import { describe, expect, it, vi } from "vitest"
import AccountPage from "~/features/account/account-page"
import { paths } from "~/paths"
import { showPage, signInAs, withMock } from "../../../../test/component/stage"

describe("closing an account", () => {
  const stage = withMock()
  const open = async (who: "due" | "payer") => {
    stage.mock.behave("payments")
    await signInAs(who)
    showPage(AccountPage, paths.account, paths.account)
    await userEvent.click(await screen.findByRole("button", { name: "Close account…" }))
    return screen.findByRole("dialog", { name: "Close your account?" })
  }

  it("says first what happens, and needs a typed word", async () => {
    const dialog = await open("due")
    expect(await within(dialog).findByText(/stays open for time you used/)).toBeInTheDocument()
    const close = within(dialog).getByRole("button", { name: "Close account" })
    expect(close).toHaveAttribute("aria-disabled", "true")
    await userEvent.type(within(dialog).getByRole("textbox"), "close")
    await userEvent.click(close)
    expect((await screen.findAllByText("Your account is closed.")).length).toBeGreaterThan(0)
    expect(screen.queryByRole("button", { name: "Close account…" })).not.toBeInTheDocument()
    await userEvent.click(screen.getByRole("button", { name: "Open it again" }))
    expect(await screen.findByRole("button", { name: "Close account…" })).toBeInTheDocument()
  })

  it("is impossible while a payment is not known to have failed or arrived", async () => {
    stage.mock.behave("payments,undecided")
    await signInAs("due")
    showPage(AccountPage, paths.account, paths.account)
    await userEvent.click(await screen.findByRole("button", { name: "Close account…" }))
    const dialog = await screen.findByRole("dialog", { name: "Close your account?" })
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("its outcome isn’t known yet")
    await userEvent.type(within(dialog).getByRole("textbox"), "close")
    await userEvent.click(within(dialog).getByRole("button", { name: "Close account" }))
    expect(screen.queryByRole("button", { name: "Open it again" })).not.toBeInTheDocument()
  })
})

describe("downloading everything", () => {
  const stage = withMock()

  it("makes one file with the account, the relays and every invoice", async () => {
    const saved: Blob[] = []
    vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
      saved.push(blob as Blob)
      return "blob:saved"
    })
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {})
    stage.mock.behave("payments")
    await signInAs("payer")
    showPage(AccountPage, paths.account, paths.account)
    await userEvent.click(await screen.findByRole("button", { name: "Download everything" }))
    const dialog = await screen.findByRole("dialog", { name: "Download everything" })
    await userEvent.click(within(dialog).getByRole("button", { name: "Download account" }))
    await waitFor(() => expect(saved).toHaveLength(1), { timeout: 5_000 })
    const files = unzipSync(new Uint8Array(await (saved[0] as Blob).arrayBuffer()))
    const names = Object.keys(files)
    expect(names).toEqual(expect.arrayContaining(["README.txt", "account.json", "relays.json", "invoices.csv"]))
    expect(names.filter((name) => /^invoices\/[\w-]+\.pdf$/.test(name)).length).toBeGreaterThan(0)
    expect(new TextDecoder().decode(files["account.json"])).not.toMatch(/nostr\+walletconnect/)
  })
})
