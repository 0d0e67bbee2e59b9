import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import RelayMembers from "~/features/members/members-page"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

describe("the invites of a relay", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(async () => {
    await signOut()
    mock.stop()
  })

  it("are created with limits and revoked, and the list follows without a reload", async () => {
    await signInAs("owner")
    const row = [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === "lisbon-choir")
    showPage(RelayMembers, "/relays/:id/members", `/relays/${row?.relay.id}/members`)
    expect(await screen.findByText(/Permanent invite/)).toBeVisible()

    await userEvent.click(screen.getByRole("button", { name: "New invite" }))
    const dialog = await screen.findByRole("dialog", { name: "New invite" })
    const uses = within(dialog).getByRole("textbox", { name: "Number of uses" })
    await userEvent.type(uses, "0")
    await userEvent.click(within(dialog).getByRole("button", { name: "Create invite" }))
    await waitFor(() => expect(uses).toHaveAccessibleDescription(/whole number/))
    await userEvent.clear(uses)
    await userEvent.type(uses, "2")
    await userEvent.click(within(dialog).getByRole("button", { name: "Create invite" }))
    expect(await screen.findByText(/0 of 2 uses/)).toHaveTextContent("Ends")

    await userEvent.click(screen.getByRole("button", { name: "Revoke MOCK1" }))
    await userEvent.click(await screen.findByRole("button", { name: "Revoke invite" }))
    await waitFor(() => expect(screen.queryByText("MOCK1")).not.toBeInTheDocument())
  })
})
