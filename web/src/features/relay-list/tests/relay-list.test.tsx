import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import RelayList from "~/features/relay-list/relay-list-page"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

describe("the list of relays", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(async () => {
    await signOut()
    mock.stop()
  })

  const show = async (who: Parameters<typeof signInAs>[0], at = "/relays") => {
    await signInAs(who)
    return showPage(RelayList, "/relays", at)
  }
  const rows = async () => within(await screen.findByRole("list", { name: "Relays" })).getAllByRole("link")

  it("shows every relay as a link to it", async () => {
    await show("collector")
    await waitFor(async () => expect(await rows()).toHaveLength(42))
    expect(screen.getByText("42 relays")).toBeInTheDocument()
    expect((await rows())[0]).toHaveAttribute("href", expect.stringMatching(/^\/relays\/[\w-]+$/))
  })

  it("says that the account is suspended, why, and whom to ask", async () => {
    await show("suspended")
    expect(await screen.findByText("The host suspended your account.")).toBeInTheDocument()
    expect(screen.getByText(/Reason: “Spam from two of its relays”\./)).toBeInTheDocument()
    expect(screen.getByRole("link", { name: "Contact the host" })).toHaveAttribute(
      "href",
      expect.stringMatching(/^mailto:/),
    )
  })

  it("is narrowed by what is typed, and the address says so", async () => {
    const { history } = await show("owner")
    await rows()
    await userEvent.type(screen.getByRole("searchbox"), "nearly")
    await waitFor(() => expect(history.get()).toBe("/relays?q=nearly"))
    await waitFor(async () => expect(await rows()).toHaveLength(1))
    expect(screen.getByText(/^1 of \d+ relays$/)).toBeInTheDocument()
  })

  it("opens narrowed where the address says so", async () => {
    await show("owner", "/relays?status=settingUp&sort=name")
    const names = (await rows()).map((row) => row.textContent ?? "")
    expect(names.length).toBeGreaterThan(0)
    expect(names.every((name) => name.includes("Setting up"))).toBe(true)
    expect([...names].sort((a, b) => a.localeCompare(b))).toEqual(names)
    expect(screen.getByLabelText("Status")).toHaveValue("settingUp")
  })

  it("says that nothing matches and takes the filters away", async () => {
    const { history } = await show("owner", "/relays?q=chesss")
    expect(await screen.findByText("Nothing matches “chesss”.")).toBeInTheDocument()
    await userEvent.click(screen.getByRole("button", { name: "Clear filters" }))
    expect((await rows()).length).toBeGreaterThan(1)
    expect(history.get()).toBe("/relays")
  })

  it("shows deleted relays by the filter, with the day they are gone for good", async () => {
    await show("owner", "/relays?status=deleted")
    expect((await screen.findAllByText(/^for good on \d+ \w+/)).length).toBeGreaterThan(0)
  })

  it("offers the first relay instead of an empty list", async () => {
    await show("newcomer")
    expect(await screen.findByRole("heading", { name: "Create your first relay" })).toBeInTheDocument()
    expect(screen.queryByRole("searchbox")).not.toBeInTheDocument()
  })

  it("says that it could not be read, and tries again", async () => {
    await signInAs("owner")
    mock.behave("error")
    showPage(RelayList, "/relays", "/relays")
    const again = await screen.findByRole("button", { name: "Try again" })
    mock.behave("")
    await userEvent.click(again)
    expect((await rows()).length).toBeGreaterThan(1)
  })

  it("leads to deleted relays where there are no others", async () => {
    const mine = [...mock.api.desk.world.relays.entries()].filter(
      ([, row]) => row.relay.tenant_pubkey === ACCOUNTS.owner.pubkey,
    )
    for (const [id, row] of mine) if (!row.relay.deleted_at) mock.api.desk.world.relays.delete(id)
    await show("owner")
    const link = await screen.findByRole("link", { name: "Deleted relays" })
    expect(link).toHaveAttribute("href", "/relays?status=deleted")
  })
})
