import { screen, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { describe, expect, it } from "vitest"
import AccountPage from "~/features/account/account-page"
import { paths } from "~/paths"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { showPage, signInAs, withMock } from "../../../../test/component/stage"

describe("the billing details", () => {
  const stage = withMock((mock) => mock.behave("payments"))
  const show = async (who: keyof typeof ACCOUNTS) => {
    await signInAs(who)
    showPage(AccountPage, paths.account, paths.account)
    return screen.findByRole("region", { name: "Billing details" })
  }
  const edit = async (who: keyof typeof ACCOUNTS, name: string) => {
    const part = await show(who)
    await userEvent.click(await within(part).findByRole("button", { name }))
    return screen.findByRole("dialog", { name: "Billing details" })
  }

  it("are added, and shown where they were", async () => {
    const dialog = await edit("late", "Add billing details")
    await userEvent.type(within(dialog).getByLabelText("Name"), "Late Choir")
    await userEvent.type(within(dialog).getByLabelText(/^Address/), "Quay 1{Enter}Cork")
    await userEvent.click(within(dialog).getByRole("button", { name: "Save" }))
    const part = await screen.findByRole("region", { name: "Billing details" })
    expect(await within(part).findByText("Late Choir")).toBeInTheDocument()
    expect(stage.mock.api.desk.world.details.get(ACCOUNTS.late.pubkey)?.address).toBe("Quay 1\nCork")
  })

  it("say at the field what is wrong, and keep what was typed", async () => {
    const dialog = await edit("payer", "Edit billing details")
    const id = within(dialog).getByLabelText(/^Tax ID/)
    expect(id).toHaveValue("GB 123 4567 89")
    await userEvent.clear(id)
    await userEvent.type(id, "1".repeat(41))
    await userEvent.click(within(dialog).getByRole("button", { name: "Save" }))
    expect(await within(dialog).findByText("This is too long: use at most 40 characters.")).toBeInTheDocument()
    expect(id).toHaveValue("1".repeat(41))
    expect(id).toHaveAccessibleDescription("This is too long: use at most 40 characters.")
  })

  it("are not offered to a key that has no account yet", async () => {
    await signInAs("newcomer")
    showPage(AccountPage, paths.account, paths.account)
    expect(await screen.findByText("You have no relays yet, so there’s nothing to pay.")).toBeInTheDocument()
    expect(screen.queryByText("Billing details")).not.toBeInTheDocument()
  })

  it("a suspended account finds the host’s contact", async () => {
    await signInAs("suspended")
    showPage(AccountPage, paths.account, paths.account)
    expect(await screen.findByRole("link", { name: "Contact the host" })).toHaveAttribute(
      "href",
      "mailto:help@harbour.example",
    )
  })
})
