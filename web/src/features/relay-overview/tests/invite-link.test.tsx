import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import RelayDetail from "~/features/relay-overview/relay-overview-page"
import { paths } from "~/paths"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

describe("the invite link of a relay", () => {
  let mock: RunningMock
  let id: string
  beforeEach(async () => {
    mock = startMock()
    await signInAs("owner")
    id = [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === "just-me")?.relay.id ?? ""
  })
  afterEach(async () => {
    await signOut()
    mock.stop()
  })
  const show = () => showPage(RelayDetail, "/relays/:id", `/relays/${id}`)

  it("is replaced after its consequence was read, and the new one is shown", async () => {
    show()
    expect(await screen.findByTitle("https://just-me.relays.example/join?c=7K2MQX9T")).toBeVisible()
    await userEvent.click(screen.getByRole("button", { name: "Replace link" }))
    const dialog = await screen.findByRole("dialog", { name: "Replace the invite link?" })
    expect(dialog).toHaveTextContent("The link that you have shared stops working")
    await userEvent.click(within(dialog).getByRole("button", { name: "Keep link" }))
    expect(screen.getByTitle("https://just-me.relays.example/join?c=7K2MQX9T")).toBeVisible()

    await userEvent.click(screen.getByRole("button", { name: "Replace link" }))
    await userEvent.click(
      within(await screen.findByRole("dialog", { name: "Replace the invite link?" })).getByRole("button", {
        name: "Replace link",
      }),
    )
    expect(await screen.findByText("The invite link was replaced.")).toBeInTheDocument()
    expect(await screen.findByTitle("https://just-me.relays.example/join?c=AGAIN1")).toBeVisible()
    expect(screen.queryByTitle(/7K2MQX9T/)).not.toBeInTheDocument()
  })

  it("leads to the poster, to limits, and straight to Flotilla", async () => {
    show()
    expect(await screen.findByRole("link", { name: "Poster" })).toHaveAttribute("href", paths.relayPoster(id))
    expect(screen.getByRole("link", { name: "More options" })).toHaveAttribute(
      "href",
      `${paths.relayMembers(id)}#invites`,
    )
    expect(
      screen.getByTitle("https://app.flotilla.social/join?r=just-me.relays.example&c=7K2MQX9T"),
    ).toBeInTheDocument()
  })

  it("is on the platform's address and cannot be replaced on a zooid", async () => {
    mock.behave("zooid")
    show()
    expect(await screen.findByTitle("https://example.com/join/just-me.relays.example?c=7K2MQX9T")).toBeVisible()
    await waitFor(() => expect(screen.getByText(/can’t be replaced/)).toBeVisible())
    expect(screen.queryByRole("button", { name: "Replace link" })).not.toBeInTheDocument()
  })
})
