import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { describe, expect, it } from "vitest"
import AdminBroadcasts from "~/features/operator/broadcasts/broadcasts-page"
import AdminRelays from "~/features/operator/relays-page"
import AdminReports from "~/features/operator/reports/reports-page"
import { paths } from "~/paths"
import { rows, showPage, signInAs, withMock } from "../../../../test/component/stage"

describe("the operator's reports", () => {
  withMock(() => signInAs("operator"))
  const open = (query = "") => showPage(AdminReports, paths.adminReports, `${paths.adminReports}${query}`)

  it("shows the reported message only when asked", async () => {
    open("?status=open")
    await userEvent.click(await screen.findByRole("button", { name: "Read the message" }))
    expect(await screen.findByText(/^Buy followers now/)).toBeInTheDocument()
  })

  it("needs a decision and a sentence, and closes the report", async () => {
    open("?status=open")
    const first = (await screen.findAllByRole("button", { name: /^Decide the report/ }))[1] as HTMLElement
    await userEvent.click(first)
    const dialog = await screen.findByRole("dialog", { name: "Decide this report" })
    await userEvent.click(within(dialog).getByRole("button", { name: "Decide" }))
    expect(within(dialog).getByText("Choose a decision.")).toBeInTheDocument()
    expect(within(dialog).getByText("Write one sentence.")).toBeInTheDocument()
    // This report is about a relay, so there is no message to remove.
    expect(within(dialog).queryByLabelText("Remove the message")).not.toBeInTheDocument()
    await userEvent.click(within(dialog).getByLabelText("Suspend the relay"))
    await userEvent.type(within(dialog).getByLabelText("Your sentence"), "It copies another choir.")
    await userEvent.click(within(dialog).getByRole("button", { name: "Decide" }))
    expect(await screen.findByText("Decided. Both sides get a message.")).toBeInTheDocument()
    await waitFor(() => expect(screen.getAllByRole("button", { name: /^Decide the report/ })).toHaveLength(1))
  })
})

describe("announcements", () => {
  withMock(() => signInAs("operator"))

  it("are sent after a question with the number of tenants, and show their progress", async () => {
    showPage(AdminBroadcasts, paths.adminBroadcasts, paths.adminBroadcasts)
    await userEvent.click(await screen.findByRole("button", { name: "Send" }))
    expect(screen.getByText("Enter a subject.")).toBeInTheDocument()
    await userEvent.type(screen.getByLabelText("Subject"), "New prices")
    await userEvent.type(screen.getByLabelText("Message"), "They are lower.")
    await userEvent.click(screen.getByRole("button", { name: "Send" }))
    const dialog = await screen.findByRole("dialog", { name: "Send this announcement?" })
    expect(dialog).toHaveTextContent(/\d+ tenants get it/)
    await userEvent.click(within(dialog).getByRole("button", { name: "Send" }))
    expect(await screen.findByRole("heading", { name: "New prices" })).toBeInTheDocument()
  })
})

describe("several relays", () => {
  withMock(() => signInAs("operator"))

  it("are suspended with one reason", async () => {
    showPage(AdminRelays, paths.adminRelays, `${paths.adminRelays}?q=club`)
    await waitFor(async () => expect((await rows()).length).toBeGreaterThan(1))
    const boxes = screen.getAllByRole("checkbox", { name: /^Select / })
    await userEvent.click(boxes[0] as HTMLElement)
    await userEvent.click(boxes[1] as HTMLElement)
    expect(screen.getByText("2 selected")).toBeInTheDocument()
    await userEvent.click(screen.getByRole("button", { name: "Suspend" }))
    const dialog = await screen.findByRole("dialog", { name: "Suspend 2 relays?" })
    await userEvent.type(within(dialog).getByLabelText("Reason"), "They send spam.")
    await userEvent.click(within(dialog).getByRole("button", { name: "Suspend" }))
    expect(await screen.findByText("2 relays were changed.")).toBeInTheDocument()
  })
})
