import { File as NodeFile } from "node:buffer"
import { fireEvent, screen } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { streamCache } from "~/api/server/stream-cache"
import { bytesText } from "~/domain/figure"
import EditRelay from "~/features/relay-settings/edit-relay-page"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

describe("exporting and importing a relay's events", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await signOut()
    mock.stop()
  })

  const show = async () => {
    await signInAs("owner")
    const relay = [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === "lisbon-choir")
    const id = relay?.relay.id ?? ""
    const shown = showPage(() => <EditRelay />, "/relays/:id/edit", `/relays/${id}/edit`)
    await screen.findByRole("button", { name: "Choose a file" })
    return { ...shown, id }
  }
  // jsdom’s own File is no body for Node’s fetch.
  const upload = (lines: string) =>
    fireEvent.change(screen.getByLabelText("Import messages"), {
      target: { files: [new NodeFile([lines], "choir.jsonl")] },
    })

  it("shows what was added, what was there, and the lines that were refused", async () => {
    await show()
    upload('{"a":1}\nnonsense\n{"b":2}\n')
    expect(await screen.findByText("Import finished.")).toBeInTheDocument()
    expect(screen.getByText(/2 messages were added, 0 were already here\. 1 line was not imported\./)).toBeVisible()
    expect(screen.getByText("Line 2")).toBeInTheDocument()
    upload('{"a":1}\n')
    expect(await screen.findByText(/0 messages were added, 1 was already here\./)).toBeInTheDocument()
  })

  it("shows an import that another page started, and its end, without a reload", async () => {
    const { id, queries } = await show()
    const running = {
      relay_id: id,
      id: "i1",
      state: "running" as const,
      started_at: 1,
      updated_at: 1,
      bytes: 5_000_000,
      bytes_total: 20_000_000,
      lines: 12_345,
      imported: 0,
      known: 0,
      invalid: 0,
      problems: [],
      error: "",
    }
    const tell = (news: object) => streamCache(queries).apply({ id: "1", event: "import", data: JSON.stringify(news) })
    tell(running)
    expect(await screen.findByRole("progressbar", { name: "Importing" })).toHaveAttribute("value", "5000000")
    expect(screen.getByText("5.0 MB of 20.0 MB, 12,345 lines")).toBeVisible()
    tell({ ...running, state: "failed", error: "The upload was cut off." })
    expect(await screen.findByText("The upload was cut off.")).toBeVisible()
  })

  it("saves the export under the relay's name", async () => {
    const saved: Blob[] = []
    const createObjectURL = (blob: Blob) => {
      saved.push(blob)
      return "blob:x"
    }
    vi.stubGlobal("URL", Object.assign(URL, { createObjectURL, revokeObjectURL: () => {} }))
    const names: string[] = []
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      names.push(this.download)
    })
    await show()
    await userEvent.click(screen.getByRole("button", { name: "Download" }))
    expect(await screen.findByText("The file is saved.")).toBeInTheDocument()
    expect(names).toEqual(["lisbon-choir.jsonl"])
    expect(await saved[0]?.text()).toContain("Welcome!")
    await userEvent.click(screen.getByRole("button", { name: "With secret key" }))
    await userEvent.type(await screen.findByRole("textbox", { name: /lisbon-choir/ }), "lisbon-choir")
    await userEvent.click(screen.getByRole("button", { name: "Download with key" }))
    await vi.waitFor(() => expect(names).toEqual(["lisbon-choir.jsonl", "lisbon-choir.zip"]))
  })

  it("writes sizes for people", () => {
    expect([0, 999, 1_000, 12_345_678, 999_950, 2_147_483_648].map(bytesText)).toEqual([
      "0 bytes",
      "999 bytes",
      "1.0 kB",
      "12.3 MB",
      "1.0 MB",
      "2.1 GB",
    ])
  })
})
