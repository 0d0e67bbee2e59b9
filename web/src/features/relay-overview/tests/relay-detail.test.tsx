import { cleanup, screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { keys } from "~/api/server/keys"
import type { Relay } from "~/domain/relay/relay"
import RelayActivity from "~/features/relay-activity/relay-activity-page"
import RelayDetail from "~/features/relay-overview/relay-overview-page"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

describe("the page of one relay", () => {
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
  const show = async (label: string, who: "owner" | "unpaid" = "owner") => {
    await signInAs(who)
    const { id, info_name } = relayNamed(label)
    const shown = showPage(RelayDetail, "/relays/:id", `/relays/${id}`)
    await screen.findByRole("heading", { level: 1, name: info_name })
    await waitFor(() => expect(screen.queryByText("Loading this relay")).not.toBeInTheDocument())
    /** A change as the stream sends it. */
    const becomes = (change: Partial<Relay>) =>
      shown.queries.setQueryData<Relay>(keys.relay(id), (now) => now && { ...now, ...change })
    return { ...shown, id, becomes }
  }
  const steps = () => within(screen.getByRole("log", { name: "Setting up" })).getAllByRole("listitem")

  it("follows the steps to the first answer, then offers what to do next", async () => {
    const { becomes, id } = await show("saved-step")
    await screen.findByRole("log", { name: "Setting up" })
    expect(steps().map((step) => step.textContent)).toEqual([
      expect.stringContaining("Done: Saved"),
      expect.stringContaining("Now: Relay created on the server"),
      expect.stringContaining("Waiting: First check"),
    ])
    expect(screen.getByText("While you wait")).toBeInTheDocument()

    becomes({ provisioning_step: "sent" })
    await waitFor(() => expect(steps()[2]).toHaveTextContent("Now: First check"))

    becomes({ provisioning_step: "answered", provisioning: "active", synced: 1, member_count: 1 })
    expect(await screen.findByRole("heading", { name: "Your relay is online" })).toBeInTheDocument()
    expect(screen.queryByRole("log")).not.toBeInTheDocument()
    expect(document.title).toMatch(/^Online · Setting up, saved · /)
    const flotilla = screen.getByRole("link", { name: "Open in Flotilla" })
    expect(flotilla).toHaveAttribute("href", "https://app.flotilla.social/spaces/saved-step.relays.example")
    expect(flotilla).toHaveAttribute("rel", "noopener noreferrer")

    const address = () => screen.getByRole("heading", { name: /Open it in an app/ })
    expect(address()).not.toHaveTextContent("Done:")
    flotilla.addEventListener("click", (event) => event.preventDefault())
    await userEvent.click(flotilla)
    // Parts of the card are still loading, and the page is drawn when they are there.
    await waitFor(() => expect(address()).toHaveTextContent("Done:"))
    expect(localStorage.getItem(`steps.${id}`)).toBe("open")

    await userEvent.click(screen.getByRole("button", { name: "Hide" }))
    expect(localStorage.getItem(`steps.${id}`)).toBe("open hide")
    expect(screen.queryByRole("heading", { name: "Your relay is online" })).not.toBeInTheDocument()
  })

  it("counts no step that failed as done", async () => {
    await show("failed-setup")
    expect(await screen.findByRole("img", { name: "1 of 3 steps done" })).toBeInTheDocument()
  })

  it("tells the host of a relay that stopped responding, and not that its set-up failed", async () => {
    await show("drifting")
    await userEvent.click(await screen.findByRole("button", { name: "Contact the host" }))
    const message = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Message" })
    expect(message.value).toMatch(/^Hello, my relay was online and isn’t responding now\./)
  })

  it("recommends a way to pay only while the relay has no problem", async () => {
    mock.behave("payments,waiting")
    await show("lisbon-choir")
    const offer = /^Pay invoices automatically/
    expect(await screen.findByText(offer)).toBeInTheDocument()
    cleanup()
    for (const label of ["drifting", "failed-setup", "saved-step", "was-suspended", "taken-offline"]) {
      const { queries } = await show(label)
      await waitFor(() => expect(queries.isFetching()).toBe(0))
      expect(screen.queryByText(offer), label).not.toBeInTheDocument()
      cleanup()
    }
  })

  it.each([
    ["drifting", /^Not responding since .+ · Online, then not · /],
    ["failed-setup", /^Setup failed · /],
    ["saved-step", /^Setting up 1 of 3 · /],
    ["unpaid-one", /^Offline unpaid · /],
    ["taken-offline", /^Offline by you · /],
    ["was-suspended", /^Suspended · /],
    ["gone-already", /^Deleted for good on .+ · /],
  ])("says in the tab’s title how the relay is: %s", async (label, title) => {
    await show(label)
    await waitFor(() => expect(document.title).toMatch(title))
  })

  it("offers no first steps for a relay that was online before", async () => {
    await show("lisbon-choir")
    expect(screen.queryByRole("heading", { name: "Your relay is online" })).not.toBeInTheDocument()
  })

  it("says which step failed, in the server's words, and has a message to the host ready", async () => {
    await show("failed-setup")
    await screen.findByRole("log", { name: "Setting up" })
    expect(steps()[1]).toHaveTextContent(
      /Failed: Relay created.*already taken by another relay.*retrying automatically/,
    )
    await userEvent.click(screen.getByRole("button", { name: "Contact the host" }))
    const message = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Message" })
    expect(message.value).toContain("wss://failed-setup.relays.example")
    expect(message.value).toContain("already taken by another relay")
  })

  it("A9: “Try again” in the failed step has the relay sent to its host again now", async () => {
    const { id } = await show("failed-setup")
    await screen.findByRole("log", { name: "Setting up" })
    const failed = steps()[1] as HTMLElement
    await userEvent.click(within(failed).getByRole("button", { name: "Try again" }))
    expect(await screen.findByText(/^Sent to the server again\./)).toBeInTheDocument()
    expect(mock.asked).toContain(`POST /relays/${id}/retry`)

    mock.behave("error")
    await userEvent.click(within(failed).getByRole("button", { name: "Try again" }))
    expect(await screen.findByText(/^Something went wrong on our side\./)).toBeInTheDocument()
  })

  it("gives the invite link with host and code", async () => {
    await show("just-me")
    expect(await screen.findByTitle(/^https:\/\/just-me\.relays\.example\/join\?c=.+$/)).toBeVisible()
    expect(await screen.findByRole("img", { name: "QR code of the invite link" })).toBeInTheDocument()
  })

  it("folds the code away once the relay has its people", async () => {
    await show("lisbon-choir")
    const button = await screen.findByRole("button", { name: "Show code" })
    expect(screen.queryByRole("img", { name: "QR code of the invite link" })).not.toBeInTheDocument()
    await userEvent.click(button)
    expect(await screen.findByRole("img", { name: "QR code of the invite link" })).toBeInTheDocument()
  })

  it("goes offline after naming whom it shuts out, and comes back by undo", async () => {
    const { id } = await show("lisbon-choir")
    await userEvent.click(await screen.findByRole("button", { name: "Take offline" }))
    const dialog = await screen.findByRole("dialog", { name: "Take Lisbon Chamber Choir offline?" })
    expect(dialog).toHaveTextContent("37 members can’t open it until you bring it back. Nothing is deleted.")
    await userEvent.click(within(dialog).getByRole("button", { name: "Take offline" }))
    expect(await screen.findByText("Lisbon Chamber Choir is offline.")).toBeInTheDocument()
    expect(screen.getByText("Going offline.")).toBeInTheDocument()
    expect(mock.asked).toContain(`POST /relays/${id}/deactivate`)

    await userEvent.click(screen.getByRole("button", { name: "Undo" }))
    expect(await screen.findByText("Lisbon Chamber Choir is coming back online.")).toBeInTheDocument()
    expect(mock.asked).toContain(`POST /relays/${id}/reactivate`)
  })

  it("keeps the relay online, and the sentence in the dialog, where the server refuses", async () => {
    await show("lisbon-choir")
    await userEvent.click(await screen.findByRole("button", { name: "Take offline" }))
    const dialog = await screen.findByRole("dialog", { name: "Take Lisbon Chamber Choir offline?" })
    mock.behave("error")
    await userEvent.click(within(dialog).getByRole("button", { name: "Take offline" }))
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("Something went wrong on our side")
    expect(screen.getByText("Online")).toBeInTheDocument()
  })

  it.each([
    ["taken-offline", "owner", "You took this relay offline", "Bring back online"],
    ["was-suspended", "owner", "Reason: It copied another community's name. Nobody can open it", undefined],
    ["paper-boats", "unpaid", "because an invoice wasn’t paid", "Bring back online"],
    ["gone-already", "owner", "This relay was deleted.", "Restore relay"],
  ] as const)("says why %s is not online, and what can be done", async (label, who, why, way) => {
    await show(label, who)
    expect(document.querySelector("#root, body")).toHaveTextContent(why)
    expect(screen.queryByRole("button", { name: "Invite people" })).not.toBeInTheDocument()
    expect(screen.queryByRole("heading", { name: "Invite link" })).not.toBeInTheDocument()
    if (way) expect(screen.getByRole("button", { name: way })).toBeInTheDocument()
    else expect(screen.queryByRole("button", { name: /Bring/ })).not.toBeInTheDocument()
  })

  it("shows what others wrote as text", async () => {
    await show("script-alert")
    expect(screen.getByText("<img src=x onerror=alert(1)>")).toBeInTheDocument()
    expect(document.querySelector("img[src=x]")).toBeNull()
  })

  it("says that there is no such relay, and where to go", async () => {
    await signInAs("owner")
    showPage(RelayDetail, "/relays/:id", "/relays/nothing")
    expect(await screen.findByRole("heading", { name: "Relay not found" })).toBeInTheDocument()
    expect(screen.getByRole("link", { name: "Go to my relays" })).toHaveAttribute("href", "/relays")
  })

  it("says that the relay could not be read, and reads it again", async () => {
    await signInAs("owner")
    const { id, info_name } = relayNamed("lisbon-choir")
    mock.behave("error")
    showPage(RelayDetail, "/relays/:id", `/relays/${id}`)
    const again = await screen.findByRole("button", { name: "Try again" })
    mock.behave("")
    await userEvent.click(again)
    expect(await screen.findByRole("heading", { level: 1, name: info_name })).toBeInTheDocument()
  })

  it("tells the history by day, and narrows it", async () => {
    await signInAs("owner")
    const { id } = relayNamed("was-suspended")
    const { history } = showPage(RelayActivity, "/relays/:id/activity", `/relays/${id}/activity`)
    expect(await screen.findByText("The host suspended the relay")).toBeInTheDocument()
    expect(screen.getByRole("heading", { name: "Yesterday" })).toBeInTheDocument()
    expect(screen.getByText("You created the relay")).toBeInTheDocument()
    await userEvent.selectOptions(screen.getByRole("combobox"), "Online and offline")
    expect(screen.queryByText("You created the relay")).not.toBeInTheDocument()
    expect(screen.getByText("The host suspended the relay")).toBeInTheDocument()
    expect(history.get()).toBe(`/relays/${id}/activity?about=status`)
  })
})
