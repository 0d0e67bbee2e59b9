import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import RelayMessagesPage from "~/features/messages/messages-page"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

describe("the messages of a relay", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(async () => {
    await signOut()
    mock.stop()
  })

  const show = async (label: string, query = "") => {
    await signInAs("owner")
    const row = [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === label)
    if (!row) throw new Error(`the mock has no ${label}`)
    showPage(RelayMessagesPage, "/relays/:id/messages", `/relays/${row.relay.id}/messages${query}`)
    await screen.findByRole("heading", { level: 1, name: row.relay.info_name })
    return row
  }
  const items = async (list: string) => [...(await screen.findByRole("list", { name: list })).children]
  const inside = (element: Element | undefined) => within(element as HTMLElement)

  it("are shown the newest first, in pages", async () => {
    await show("lisbon-choir")
    expect(await items("Messages")).toHaveLength(50)
    expect((await items("Messages"))[0]).toHaveTextContent("The concert was wonderful")
    await userEvent.click(screen.getByRole("button", { name: "Show older messages" }))
    await waitFor(async () => expect(await items("Messages")).toHaveLength(70))
    expect(screen.getByText("70 messages")).toBeVisible()
  })

  it("have the name of their room, or its id where the name is not known", async () => {
    await show("lisbon-choir")
    const rooms = async () =>
      new Set(
        (await items("Messages")).map((item) => /in the room (Lounge|lounge|rehearsals)/.exec(item.textContent)?.[1]),
      )
    await waitFor(async () => expect(await rooms()).toEqual(new Set(["Lounge", "rehearsals", undefined])))
  })

  it("are searched, and a search without a match can be cleared", async () => {
    await show("lisbon-choir")
    await items("Messages")
    const field = screen.getByRole("searchbox", { name: "Search messages" })
    await userEvent.type(field, "second alto")
    await waitFor(async () => expect(await items("Messages")).toHaveLength(14))
    await userEvent.type(field, " zebra")
    expect(await screen.findByText("No message has “second alto zebra”.")).toBeVisible()
    await userEvent.click(screen.getByRole("button", { name: "Clear filters" }))
    await waitFor(async () => expect(await items("Messages")).toHaveLength(50))
  })

  it("are removed after a question, are listed as removed, and are restored", async () => {
    await show("lisbon-choir", "?q=sunglasses")
    expect(await items("Messages")).toHaveLength(14)
    const [first] = await items("Messages")
    await userEvent.click(inside(first).getByRole("button", { name: /^Remove message by/ }))
    const dialog = within(await screen.findByRole("dialog", { name: /^Remove the message by/ }))
    expect(dialog.getByText(/deleted for everyone/)).toBeVisible()
    await userEvent.type(dialog.getByRole("textbox", { name: /^Reason/ }), "No ads")
    await userEvent.click(dialog.getByRole("button", { name: "Remove message" }))
    await waitFor(async () => expect(await items("Messages")).toHaveLength(13))
    const [removed] = await items("Removed messages")
    expect(removed).toHaveTextContent("No ads")
    await userEvent.click(inside(removed).getByRole("button", { name: /^Restore/ }))
    expect(await screen.findByText(/Members see it again where it was/)).toBeVisible()
    await userEvent.click(screen.getByRole("button", { name: "Restore" }))
    expect(await screen.findByText("You haven’t removed any message.")).toBeVisible()
    await waitFor(async () => expect(await items("Messages")).toHaveLength(14))
  })

  it("that were reported are shown with who reported them and why", async () => {
    await show("lisbon-choir", "?q=zebra")
    const [person, advert, gone] = await items("Reports")
    expect(person).toHaveTextContent("Pretends to be someone else")
    expect(inside(person).getByRole("link", { name: "Go to Members" })).toBeVisible()
    expect(advert).toHaveTextContent("Cheap sunglasses")
    expect(advert).toHaveTextContent("Spam · “The third time this week”")
    expect(gone).toHaveTextContent("The message isn’t here any more.")
    expect(inside(gone).queryByRole("button", { name: /^Remove/ })).not.toBeInTheDocument()
  })

  it("leave the reports when they are removed, and stay when their reports are dismissed", async () => {
    await show("lisbon-choir", "?q=zebra")
    const [, advert, gone] = await items("Reports")
    await userEvent.click(inside(gone).getByRole("button", { name: /^Dismiss/ }))
    await waitFor(async () => expect(await items("Reports")).toHaveLength(2))
    expect(screen.getByText("You haven’t removed any message.")).toBeVisible()
    await userEvent.click(inside(advert).getByRole("button", { name: /^Remove/ }))
    const dialog = within(await screen.findByRole("dialog"))
    await userEvent.click(dialog.getByRole("button", { name: "Remove message" }))
    await waitFor(async () => expect(await items("Reports")).toHaveLength(1))
    const [removed] = await items("Removed messages")
    expect(removed).toHaveTextContent("No reason given")
  })

  it("are never treated as markup", async () => {
    await show("lisbon-choir", "?q=cake")
    const [first] = await items("Messages")
    expect(first).toHaveTextContent("I can bring <b>tea</b> &amp; cake on Thursday.")
  })

  it("can be read and not removed while moderation is off", async () => {
    await show("hands-off")
    expect(await screen.findByText("Moderation from your app is off.")).toBeVisible()
    await screen.findByRole("heading", { name: "Reported" })
    expect(screen.queryByRole("heading", { name: "Removed" })).not.toBeInTheDocument()
    expect(screen.queryByRole("button", { name: /^Remove/ })).not.toBeInTheDocument()
  })

  it("of a relay that is offline are not requested", async () => {
    await show("taken-offline")
    expect(await screen.findByText("The relay is offline.")).toBeVisible()
    expect(screen.queryByRole("alert")).not.toBeInTheDocument()
  })
})
