import { A } from "@solidjs/router"
import { fireEvent, screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { keys } from "~/api/server/keys"
import type { Relay } from "~/domain/relay/relay"
import EditRelay from "~/features/relay-settings/edit-relay-page"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

describe("the settings of a relay", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(async () => {
    await signOut()
    mock.stop()
  })

  const relayNamed = (label: string) => {
    const found = [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === label)?.relay
    if (!found) throw new Error(`the mock has no ${label}`)
    return found
  }
  const show = async (label: string) => {
    await signInAs("owner")
    const { id } = relayNamed(label)
    const page = () => (
      <>
        <A href="/relays">Away</A>
        <EditRelay />
      </>
    )
    const shown = showPage(page, "/relays/:id/edit", `/relays/${id}/edit`)
    await screen.findByRole("textbox", { name: "Relay name" })
    return { ...shown, id }
  }
  const name = () => screen.getByRole("textbox", { name: "Relay name" })
  const bar = () => screen.queryByRole("region", { name: "Unsaved changes" })
  const barUp = () => screen.findByRole("region", { name: "Unsaved changes" })
  const rename = async (to: string) => {
    await userEvent.clear(name())
    await userEvent.type(name(), to)
  }

  it("shows the bar with the first change, and takes it away where the change is taken back", async () => {
    await show("lisbon-choir")
    expect(bar()).not.toBeInTheDocument()
    const reads = screen.getByRole("switch", { name: "Anyone can read" })
    await userEvent.click(reads)
    expect(within(await barUp()).getByText("1 change")).toBeInTheDocument()
    expect(bar()).toHaveTextContent("Anyone can read")
    await userEvent.click(reads)
    expect(bar()).not.toBeInTheDocument()
  })

  it("sends only what was changed", async () => {
    const { id } = await show("lisbon-choir")
    await rename("Lisbon Choir II")
    await userEvent.click(screen.getByRole("switch", { name: "Anyone can join" }))
    await userEvent.click(await screen.findByRole("button", { name: "Save" }))
    await waitFor(() => expect(bar()).not.toBeInTheDocument())
    expect(relayNamed("lisbon-choir").info_name).toBe("Lisbon Choir II")
    expect(mock.asked).toContain(`PUT /relays/${id}`)
    expect(await screen.findByRole("heading", { level: 1, name: "Lisbon Choir II" })).toBeInTheDocument()
  })

  it("saves a switch that was moved in the same moment, before its bar is seen", async () => {
    const { id } = await show("lisbon-choir")
    const before = relayNamed("lisbon-choir").policy_public_read
    fireEvent.click(screen.getByRole("switch", { name: "Anyone can read" }))
    expect(bar()).not.toBeInTheDocument()
    ;(name() as HTMLInputElement).form?.requestSubmit()
    await waitFor(() => expect(mock.asked).toContain(`PUT /relays/${id}`))
    await waitFor(() => expect(relayNamed("lisbon-choir").policy_public_read).toBe(1 - before))
  })

  it("never lets go of a switch that was moved in the same moment, before its bar is seen", async () => {
    const { history, id } = await show("lisbon-choir")
    fireEvent.click(screen.getByRole("switch", { name: "Anyone can read" }))
    expect(bar()).not.toBeInTheDocument()
    expect(fireEvent(window, new Event("beforeunload", { cancelable: true }))).toBe(false)
    fireEvent.click(screen.getByRole("link", { name: "Away" }))
    expect(await screen.findByRole("dialog", { name: "Leave without saving?" })).toBeInTheDocument()
    expect(history.get()).toBe(`/relays/${id}/edit`)
  })

  it("saves by Enter also what was the first letter of all", async () => {
    const { id } = await show("lisbon-choir")
    await userEvent.type(name(), "!{Enter}")
    await waitFor(() => expect(mock.asked).toContain(`PUT /relays/${id}`))
  })

  it("takes back what it showed at once where the server refuses, and keeps what was typed", async () => {
    await show("lisbon-choir")
    const before = relayNamed("lisbon-choir").info_name
    await rename("Renamed")
    mock.behave("error")
    await userEvent.click(await screen.findByRole("button", { name: "Save" }))
    expect(await screen.findByText(/^We couldn’t save that\. What you typed is still here\./)).toBeInTheDocument()
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent(before)
    expect(name()).toHaveValue("Renamed")
    expect(await barUp()).toBeInTheDocument()
  })

  it("loses nothing that is typed when news come, and shows the news elsewhere", async () => {
    const { queries, id } = await show("lisbon-choir")
    await rename("Mine")
    queries.setQueryData<Relay>(
      keys.relay(id),
      (relay) => relay && { ...relay, info_name: "Theirs", info_description: "News", policy_public_read: 1 },
    )
    await waitFor(() => expect(screen.getByRole("textbox", { name: /^Description/ })).toHaveValue("News"))
    expect(name()).toHaveValue("Mine")
    expect(screen.getByRole("switch", { name: "Anyone can read" })).toBeChecked()
    expect(within(await barUp()).getByText("1 change")).toBeInTheDocument()
    await userEvent.click(await screen.findByRole("button", { name: "Discard" }))
    expect(name()).toHaveValue("Theirs")
  })

  it("asks before unsaved changes are left behind", async () => {
    const { history, id } = await show("lisbon-choir")
    await rename("Mine")
    await userEvent.click(screen.getByRole("link", { name: "Away" }))
    const dialog = await screen.findByRole("dialog", { name: "Leave without saving?" })
    await userEvent.click(within(dialog).getByRole("button", { name: "Stay here" }))
    expect(history.get()).toBe(`/relays/${id}/edit`)
    expect(name()).toHaveValue("Mine")
    await userEvent.click(screen.getByRole("link", { name: "Away" }))
    await userEvent.click(await screen.findByRole("button", { name: "Leave" }))
    await waitFor(() => expect(history.get()).toBe("/relays"))
  })

  it("says what a new address breaks, and the server's word about it at the field", async () => {
    await show("lisbon-choir")
    const address = screen.getByRole("textbox", { name: "Address" })
    await userEvent.clear(address)
    await userEvent.type(address, "full-house")
    expect(await screen.findByText(/^That address is taken\./)).toBeInTheDocument()
    await userEvent.clear(address)
    await userEvent.type(address, "lisbon-voices")
    expect(await screen.findByText("lisbon-voices.relays.example is available")).toBeInTheDocument()
    expect(
      screen.getByText(/^Links and invites to lisbon-choir\.relays\.example will stop working/),
    ).toBeInTheDocument()
  })

  it("does not offer a plan that is too small, and says why", async () => {
    await show("lisbon-choir")
    expect(await screen.findByRole("radio", { name: "Free" })).toBeDisabled()
    expect(screen.getByText("Too small: you have 37 members")).toBeInTheDocument()
    expect(screen.getByRole("radio", { name: "Basic" })).toBeChecked()
  })

  it("shows what the plan lacks with the plan that has it, and what is lost on the way down", async () => {
    mock.behave("zooid")
    await show("just-me")
    expect(await screen.findAllByRole("link", { name: "From Basic" })).toHaveLength(2)
    await userEvent.click(screen.getByRole("radio", { name: "Basic" }))
    expect(screen.queryByRole("link", { name: "From Basic" })).not.toBeInTheDocument()
    expect(screen.getByRole("switch", { name: "Calls" })).toBeInTheDocument()
  })

  it("warns before strangers may post", async () => {
    await show("lisbon-choir")
    expect(screen.queryByText(/Strangers and bots/)).not.toBeInTheDocument()
    await userEvent.click(screen.getByRole("switch", { name: "Anyone can post" }))
    expect(screen.getByText(/Strangers and bots/)).toBeInTheDocument()
  })

  it("deletes only after the address was typed, and can undo it", async () => {
    const { history } = await show("lisbon-choir")
    await userEvent.click(screen.getByRole("button", { name: "Delete" }))
    const dialog = await screen.findByRole("dialog")
    const last = within(dialog).getByRole("button", { name: "Delete" })
    expect(last).toHaveAttribute("aria-disabled", "true")
    await userEvent.type(within(dialog).getByRole("textbox"), "lisbon-choir")
    await userEvent.click(last)
    await waitFor(() => expect(history.get()).toBe("/relays"))
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }))
    expect(await screen.findByText(/is back and is being set up\.$/)).toBeInTheDocument()
  })

  it("has nothing to set for a deleted relay", async () => {
    await signInAs("owner")
    const { id } = relayNamed("gone-already")
    showPage(EditRelay, "/relays/:id/edit", `/relays/${id}/edit`)
    expect(await screen.findByText(/^This relay was deleted\./)).toBeInTheDocument()
    expect(screen.queryByRole("textbox")).not.toBeInTheDocument()
  })
})
