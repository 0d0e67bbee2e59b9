import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Usage } from "~/api/relay/usage"
import { keys } from "~/api/server/keys"
import RelayDetail from "~/features/relay-overview/relay-overview-page"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

describe("the usage of a relay", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(async () => {
    await signOut()
    mock.stop()
  })

  const show = async (label: string) => {
    await signInAs("owner")
    const relay = [...mock.api.desk.world.relays.values()].find((row) => row.relay.subdomain === label)?.relay
    if (!relay) throw new Error(`the mock has no ${label}`)
    const shown = showPage(RelayDetail, "/relays/:id", `/relays/${relay.id}`)
    await screen.findByRole("heading", { level: 1, name: relay.info_name })
    return { ...shown, id: relay.id }
  }

  it("shows charts that are said in words, and who is in a call", async () => {
    await show("lisbon-choir")
    expect(await screen.findByText("2 people are in a call in Lounge.")).toBeInTheDocument()
    expect(screen.getByRole("img", { name: /^Storage: .* now, between .* and / })).toBeInTheDocument()
    expect(screen.getByRole("img", { name: /^New events per hour: / })).toBeInTheDocument()
    expect(screen.getByRole("img", { name: /^Connections: / })).toBeInTheDocument()
    expect(screen.getByRole("img", { name: "Messages and lists: 24.0 MB of 100 MB used" })).toBeInTheDocument()
  })

  it("changes the period, and lists the values of a chart", async () => {
    await show("lisbon-choir")
    await screen.findByRole("img", { name: /^New events per hour: / })
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Period" }), "month")
    expect(await screen.findByRole("img", { name: /^New events per day: / })).toBeInTheDocument()
    const summary = screen.getAllByText("Show values")[1]
    if (!summary) throw new Error("no table")
    await userEvent.click(summary)
    const table = await screen.findByRole("table", { name: "New events per day" })
    expect(within(table).getAllByRole("row")).toHaveLength(31)
  })

  it("says that nothing was measured before the first sample", async () => {
    const { queries, id } = await show("lisbon-choir")
    await screen.findByText("2 people are in a call in Lounge.")
    queries.setQueryData<Usage>(
      [...keys.relayUsage(id), "day"],
      (now) => now && { ...now, points: [], calls: [{ room: "hall", name: "", participants: 1 }] },
    )
    expect(await screen.findByText(/^The first values appear within 15 minutes/)).toBeInTheDocument()
    expect(screen.getByText("1 person is in a call in hall.")).toBeInTheDocument()
    expect(screen.queryByRole("img", { name: /^Storage: / })).not.toBeInTheDocument()
  })

  it("is absent where the relay's software reports nothing", async () => {
    mock.behave("zooid")
    await show("lisbon-choir")
    await screen.findByRole("heading", { name: "Who can do what" })
    await waitFor(() => expect(screen.queryByRole("heading", { name: "Usage" })).not.toBeInTheDocument())
  })
})
