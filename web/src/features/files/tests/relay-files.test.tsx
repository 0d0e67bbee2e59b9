import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import RelayFilesPage from "~/features/files/files-page"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

describe("the files of a relay", () => {
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
    const row = [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === label)
    if (!row) throw new Error(`the mock has no ${label}`)
    showPage(RelayFilesPage, "/relays/:id/files", `/relays/${row.relay.id}/files`)
    await screen.findByRole("heading", { level: 1, name: row.relay.info_name })
    return row
  }
  const rows = async () =>
    within(await screen.findByRole("table", { name: "Files" }))
      .getAllByRole("row")
      .slice(1)

  it("are shown with the usage, largest first, in pages", async () => {
    await show("lisbon-choir")
    expect(await rows()).toHaveLength(10)
    expect(screen.getByText(/ in 24 files/)).toBeVisible()
    expect(screen.getByRole("img", { name: / of 5\.0 GB used$/ })).toBeInTheDocument()
    expect(screen.getByText("Each member can store up to 500 MB.")).toBeVisible()
    expect((await rows())[0]).toHaveTextContent("8.5 MB")
    expect(screen.getByText("10 of 24 files shown.")).toBeVisible()
    await userEvent.click(screen.getByRole("button", { name: "Show more" }))
    await waitFor(async () => expect(await rows()).toHaveLength(20))
  })

  it("are deleted after a question, and the usage follows without a reload", async () => {
    await show("lisbon-choir")
    const [first] = await rows()
    await userEvent.click(within(first as HTMLElement).getByRole("button", { name: /^Actions for/ }))
    await userEvent.click(await screen.findByRole("menuitem", { name: "Delete" }))
    await userEvent.click(await screen.findByRole("button", { name: "Delete file" }))
    expect(await screen.findByText(/ in 23 files/)).toBeVisible()
    expect((await rows())[0]).not.toHaveTextContent("8.5 MB")
  })

  it("are explained before the first one", async () => {
    await show("free-full")
    expect(await screen.findByText("No files yet.")).toBeVisible()
    expect(screen.getByText("Photos and files are off on this relay.")).toBeVisible()
  })

  it("of a relay that is offline are not requested", async () => {
    await show("taken-offline")
    expect(await screen.findByText("The relay is offline.")).toBeVisible()
    expect(screen.queryByRole("alert")).not.toBeInTheDocument()
  })
})
