import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { npub } from "~/domain/nostr"
import { roomRules } from "~/domain/relay/rooms"
import RelayRoomsPage from "~/features/rooms/rooms-page"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

const SOMEBODY = "8".repeat(64)

describe("the rooms of a relay", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(async () => {
    await signOut()
    mock.stop()
  })

  const find = (label: string) => {
    const row = [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === label)
    if (!row) throw new Error(`the mock has no ${label}`)
    return row
  }
  const show = async (label: string) => {
    await signInAs("owner")
    const row = find(label)
    showPage(RelayRoomsPage, "/relays/:id/rooms", `/relays/${row.relay.id}/rooms`)
    await screen.findByRole("heading", { level: 1, name: row.relay.info_name })
    return row
  }
  const rows = async () =>
    within(await screen.findByRole("table", { name: "Rooms" }))
      .getAllByRole("row")
      .slice(1)
  const rowOf = async (name: string) => (await rows()).find((row) => row.textContent?.includes(name)) as HTMLElement
  const choose = async (name: string, action: string) => {
    await userEvent.click(within(await rowOf(name)).getByRole("button", { name: `Actions for ${name}` }))
    await userEvent.click(await screen.findByRole("menuitem", { name: action }))
  }

  it("are listed by name, with their rules in plain words", async () => {
    await show("lisbon-choir")
    const all = await rows()
    expect(all).toHaveLength(3)
    expect(all[0]).toHaveTextContent("Private: only its members read it.")
    expect(all[1]).toHaveTextContent("Hidden: only its members see that it exists.")
    expect(all[2]).toHaveTextContent("Open: all members of the relay read and post.")
  })

  it("are created after a look at the name, and the list follows without a reload", async () => {
    await show("free-full")
    expect(await screen.findByRole("heading", { name: "Create the first room" })).toBeVisible()
    await userEvent.click(screen.getByRole("button", { name: "New room" }))
    const dialog = await screen.findByRole("dialog", { name: "New room" })
    const name = within(dialog).getByRole("textbox", { name: "Name" })
    await userEvent.click(within(dialog).getByRole("button", { name: "Create room" }))
    await waitFor(() => expect(name).toHaveAccessibleDescription("Give the room a name."))
    await userEvent.type(name, "Board")
    await userEvent.click(within(dialog).getByRole("checkbox", { name: "Private" }))
    await userEvent.click(within(dialog).getByRole("button", { name: "Create room" }))
    const row = await rowOf("Board")
    expect(row).toHaveTextContent("Private: only its members read it.")
    expect(row).toHaveTextContent("1")
  })

  it("are changed, and other settings stay", async () => {
    await show("lisbon-choir")
    await choose("Board", "Edit")
    const dialog = await screen.findByRole("dialog", { name: "Edit room" })
    const name = within(dialog).getByRole("textbox", { name: "Name" })
    expect(name).toHaveValue("Board")
    await userEvent.clear(name)
    await userEvent.type(name, "Committee")
    await userEvent.click(within(dialog).getByRole("checkbox", { name: "Private" }))
    await userEvent.click(within(dialog).getByRole("button", { name: "Save room" }))
    await waitFor(async () => expect(await rowOf("Committee")).toBeDefined())
    const row = await rowOf("Committee")
    expect(row).not.toHaveTextContent("Private")
    expect(row).toHaveTextContent("Closed: only its members post")
  })

  it("are deleted after a question that names the consequence", async () => {
    await show("lisbon-choir")
    await choose("Lounge", "Delete")
    expect(await screen.findByText(/all messages in it are deleted for everyone\. This can’t be undone/)).toBeVisible()
    await userEvent.click(screen.getByRole("button", { name: "Delete room" }))
    await waitFor(async () => expect(await rows()).toHaveLength(2))
  })

  it("get members by ID and lose them, and the count follows", async () => {
    await show("lisbon-choir")
    await choose("Board", "Members")
    const dialog = await screen.findByRole("dialog", { name: "Members of Board" })
    const list = async () =>
      within((await within(dialog).findByText("Members of the room")).parentElement as HTMLElement)
    expect((await list()).getAllByRole("listitem")).toHaveLength(2)
    const field = within(dialog).getByRole("textbox", { name: "Add someone" })
    const add = within(dialog).getByRole("button", { name: "Add" })
    await userEvent.type(field, "nsec1nothing")
    await userEvent.click(add)
    await waitFor(() => expect(field).toHaveAccessibleDescription(/^That’s a secret key/))
    await userEvent.clear(field)
    await userEvent.type(field, npub(SOMEBODY))
    await waitFor(() => expect(field).toHaveAccessibleDescription(/isn’t a member of the relay yet/))
    await userEvent.click(add)
    await waitFor(async () => expect((await list()).getAllByRole("listitem")).toHaveLength(3))
    expect(await rowOf("Board")).toHaveTextContent("3")
    const [, last] = (await list()).getAllByRole("button", { name: /^Remove / })
    await userEvent.click(last as HTMLElement)
    await waitFor(async () => expect((await list()).getAllByRole("listitem")).toHaveLength(2))
  })

  it("get members of the relay with one click", async () => {
    await show("lisbon-choir")
    await choose("Board", "Members")
    const dialog = await screen.findByRole("dialog", { name: "Members of Board" })
    const offered = await within(dialog).findByRole("list", { name: "Members of the relay" })
    await userEvent.click(within(offered).getAllByRole("button", { name: /^Add / })[0] as HTMLElement)
    await waitFor(async () => expect(await rowOf("Board")).toHaveTextContent("3"))
  })

  it("that are off are not requested, and the page leads to the settings", async () => {
    find("lisbon-choir").relay.groups_enabled = 0
    await show("lisbon-choir")
    expect(await screen.findByText("Rooms are off on this relay.")).toBeVisible()
    expect(screen.queryByRole("alert")).not.toBeInTheDocument()
  })

  it("of a relay that is offline are not requested", async () => {
    await show("taken-offline")
    expect(await screen.findByText("The relay is offline.")).toBeVisible()
    expect(screen.queryByRole("alert")).not.toBeInTheDocument()
  })
})

describe("the rules of a room", () => {
  const OFF = { private: 0, hidden: 0, closed: 0, restricted: 0, livekit: 0 } as const
  it.each([
    [{}, ["open"]],
    [{ livekit: 1 }, ["open", "livekit"]],
    [{ private: 1, hidden: 1 }, ["private", "hidden"]],
    [{ closed: 1, restricted: 1 }, ["closed"]],
    [{ restricted: 1 }, ["restricted"]],
  ] as const)("%j", (flags, rules) => {
    expect(roomRules({ ...OFF, ...flags })).toEqual(rules)
  })
})
