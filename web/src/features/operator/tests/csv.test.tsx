import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, describe, expect, it, vi } from "vitest"
import AdminTenants from "~/features/operator/tenants-page"
import { paths } from "~/paths"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { rows, showPage, signInAs, withMock } from "../../../../test/component/stage"

describe("the list of tenants", () => {
  const stage = withMock(() => signInAs("operator"))
  afterEach(() => vi.restoreAllMocks())

  it("shows the relays and the open money of a tenant", async () => {
    showPage(AdminTenants, paths.adminTenants, `${paths.adminTenants}?q=${ACCOUNTS.due.pubkey}`)
    const [row] = await rows()
    expect(
      within(row as HTMLElement)
        .getAllByRole("cell")
        .map((cell) => cell.textContent)
        .slice(2, 5),
    ).toEqual([
      expect.stringMatching(/^Relays[1-9]\d*$/),
      expect.stringMatching(/sats$/),
      expect.stringMatching(/sats$/),
    ])
  })

  it("is downloaded whole, from the first page, with the filters of the address", async () => {
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
    showPage(AdminTenants, paths.adminTenants, `${paths.adminTenants}?status=active`)
    await userEvent.click(await screen.findByRole("link", { name: "Next" }))
    await rows()
    await userEvent.click(screen.getByRole("button", { name: "Download CSV" }))
    await waitFor(() => expect(names).toEqual([expect.stringMatching(/^tenants-\d{4}-\d\d-\d\d\.csv$/)]))
    const lines = (await saved[0]?.text())?.trimEnd().split("\r\n") ?? []
    expect(lines[0]).toContain("npub,pubkey,status,relays,monthly,open,credit,currency,next_invoice_at,created_at")
    expect(lines.length).toBeGreaterThan(51)
    expect(lines.slice(1).every((line) => line.split(",")[2] === "active")).toBe(true)
    expect(stage.mock.asked.filter((line) => line.startsWith("GET /tenants")).length).toBeGreaterThan(1)
  })
})
