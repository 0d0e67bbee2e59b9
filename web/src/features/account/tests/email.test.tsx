import { screen, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { describe, expect, it } from "vitest"
import AccountPage from "~/features/account/account-page"
import { paths } from "~/paths"
import type { ACCOUNTS } from "../../../../mock-api/people.ts"
import { showPage, signInAs, withMock } from "../../../../test/component/stage"

describe("the email address", () => {
  const stage = withMock((mock) => mock.behave("payments"))
  const show = async (who: keyof typeof ACCOUNTS) => {
    await signInAs(who)
    showPage(AccountPage, paths.account, paths.account)
    return screen.findByRole("region", { name: "Email" })
  }
  const add = async (address: string) => {
    const part = await show("late")
    await userEvent.click(await within(part).findByRole("button", { name: "Add an email address" }))
    const dialog = await screen.findByRole("dialog", { name: "Add an email address" })
    await userEvent.type(within(dialog).getByLabelText("Email address"), address)
    await userEvent.click(within(dialog).getByRole("button", { name: "Send the mail" }))
    return dialog
  }

  it("is added, shown as not confirmed, sent again and removed", async () => {
    await add("ann@club.example")
    const part = await screen.findByRole("region", { name: "Email" })
    expect(await within(part).findByText("ann@club.example")).toBeInTheDocument()
    expect(within(part).getByText(/Not confirmed yet\. We sent a mail/)).toBeInTheDocument()
    await userEvent.click(within(part).getByRole("button", { name: "Send the mail again" }))
    expect(await screen.findAllByText("We’re sending you a mail. Open the link in it.")).not.toHaveLength(0)
    await userEvent.click(within(part).getByRole("button", { name: "Remove the email address" }))
    expect(await within(part).findByRole("button", { name: "Add an email address" })).toBeInTheDocument()
  })

  it("says at the field what is wrong", async () => {
    const dialog = await add("ann")
    expect(await within(dialog).findByText("That’s not an email address.")).toBeInTheDocument()
    expect(within(dialog).getByLabelText("Email address")).toHaveValue("ann")
  })

  it("says in the dialog that too many mails were sent", async () => {
    stage.mock.behave("payments,maillimit")
    const dialog = await add("ann@club.example")
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("5 mails within a day")
  })

  it("is not offered where the server sends no email", async () => {
    stage.mock.api.desk.world.info.email = false
    await signInAs("late")
    showPage(AccountPage, paths.account, paths.account)
    await screen.findByRole("region", { name: "Messages from us" })
    expect(screen.queryByRole("region", { name: "Email" })).not.toBeInTheDocument()
  })

  it("is not asked of a key that has no account yet", async () => {
    await signInAs("newcomer")
    showPage(AccountPage, paths.account, paths.account)
    await screen.findByText("You have no relays yet, so there’s nothing to pay.")
    expect(screen.queryByRole("region", { name: "Email" })).not.toBeInTheDocument()
  })

  it("has the state of each message", async () => {
    await show("owner")
    expect(await screen.findByText(/Sent as a private message\. Sent by email\./)).toBeInTheDocument()
  })
})
