import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import RelayList from "~/features/relay-list/relay-list-page"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

describe("the relays that a person helps to run", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(async () => {
    await signOut()
    mock.stop()
  })
  const offered = () => [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === "club-3")

  it("are listed with the role, apart from one's own", async () => {
    await signInAs("helper")
    showPage(RelayList, "/relays", "/relays")
    const list = within(await screen.findByRole("list", { name: "Relays you help run" }))
    expect(list.getAllByRole("link")).toHaveLength(2)
    expect(list.getByText("Co-owner")).toBeVisible()
    expect(list.getByText("Moderator")).toBeVisible()
    expect(screen.getByText("Create your first relay")).toBeVisible()
  })

  it("are not mentioned to people without any", async () => {
    await signInAs("collector")
    showPage(RelayList, "/relays", "/relays")
    await screen.findByRole("list", { name: "Relays" })
    expect(screen.queryByText("Relays you help run")).not.toBeInTheDocument()
  })

  it("become one's own when an offer is accepted after the consequence", async () => {
    await signInAs("helper")
    showPage(RelayList, "/relays", "/relays")
    await screen.findByText("Club 3 is offered to you")
    await userEvent.click(screen.getByRole("button", { name: "Accept" }))
    const question = within(await screen.findByRole("dialog"))
    expect(question.getByText(/whatever its plan costs/)).toBeVisible()
    await userEvent.click(question.getByRole("button", { name: "Accept" }))
    await waitFor(() => expect(offered()?.relay.tenant_pubkey).toBe(ACCOUNTS.helper.pubkey))
    const own = within(await screen.findByRole("list", { name: "Relays" }))
    expect(await own.findByText("Club 3")).toBeVisible()
    await waitFor(() => expect(screen.queryByText("Club 3 is offered to you")).not.toBeInTheDocument())
  })

  it("stay their owner's when an offer is declined", async () => {
    await signInAs("helper")
    showPage(RelayList, "/relays", "/relays")
    await userEvent.click(await screen.findByRole("button", { name: "Decline" }))
    await waitFor(() => expect(screen.queryByText("Club 3 is offered to you")).not.toBeInTheDocument())
    expect(offered()?.relay.tenant_pubkey).toBe(ACCOUNTS.collector.pubkey)
    expect(offered()?.offer).toBeUndefined()
  })
})
