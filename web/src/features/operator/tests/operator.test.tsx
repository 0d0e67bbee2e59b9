import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { describe, expect, it } from "vitest"
import AdminOverview from "~/features/operator/overview/overview-page"
import AdminRelays from "~/features/operator/relays-page"
import AdminTenant from "~/features/operator/tenant-page"
import AdminTenants from "~/features/operator/tenants-page"
import { paths } from "~/paths"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { rows, showPage, signInAs, withMock } from "../../../../test/component/stage"

describe("the operator's pages", () => {
  const stage = withMock(() => signInAs("operator"))

  const relays = (at: string = paths.adminRelays) => showPage(AdminRelays, paths.adminRelays, at)

  it("asks the server for what the address says, a page at a time", async () => {
    relays("/admin/relays?q=village&plan=free")
    await waitFor(async () => expect(await rows()).toHaveLength(50))
    expect((await rows()).every((row) => /Village/.test(row.textContent ?? ""))).toBe(true)
    expect(screen.getByText(/^\d+ of \d+ match$/)).toBeInTheDocument()
    const next = screen.getByRole("link", { name: "Next" })
    expect(next).toHaveAttribute("href", expect.stringMatching(/q=village&plan=free&cursor=/))
  })

  it("shows the next page at its own address, with the way back to the first", async () => {
    const { history } = relays()
    const first = (await rows()).map((row) => row.textContent)
    await userEvent.click(screen.getByRole("link", { name: "Next" }))
    await waitFor(() => expect(history.get()).toContain("cursor="))
    await waitFor(async () => expect((await rows()).map((row) => row.textContent)).not.toEqual(first))
    expect(screen.getByRole("link", { name: "First page" })).toHaveAttribute("href", "/admin/relays")
  })

  it("finds while one types, from the first page", async () => {
    const { history } = relays()
    await rows()
    await userEvent.type(screen.getByRole("searchbox"), "nearly")
    await waitFor(() => expect(history.get()).toBe("/admin/relays?q=nearly"))
    await waitFor(async () => expect(await rows()).toHaveLength(1))
  })

  it("says that nothing matches and takes the filters away", async () => {
    const { history } = relays("/admin/relays?q=zzzz&status=suspended")
    expect(await screen.findByText("Nothing matches “zzzz”.")).toBeInTheDocument()
    await userEvent.click(screen.getByRole("button", { name: "Clear filters" }))
    await waitFor(() => expect(history.get()).toBe("/admin/relays"))
    expect((await rows()).length).toBeGreaterThan(1)
  })

  it("tells whose a relay is and does not call it offline by the reader", async () => {
    relays("/admin/relays?status=inactive")
    const [row] = await rows()
    expect(
      within(row as HTMLElement)
        .getAllByRole("link")
        .map((link) => link.getAttribute("href")),
    ).toContainEqual(expect.stringMatching(/^\/admin\/tenants\/[0-9a-f]{64}$/))
    expect(row).toHaveTextContent("by its owner")
  })

  it("lists tenants by how they stand", async () => {
    showPage(AdminTenants, paths.adminTenants, "/admin/tenants?status=suspended")
    for (const row of await rows()) expect(row).toHaveTextContent("Suspended")
  })

  it("suspends a tenant only with a reason, names what goes offline, and lifts it again", async () => {
    const { pubkey } = ACCOUNTS.owner
    showPage(AdminTenant, paths.adminTenant(":pubkey"), paths.adminTenant(pubkey))
    await screen.findByRole("table", { name: "Relays" })
    await userEvent.click(screen.getByRole("button", { name: "Suspend" }))
    const dialog = await screen.findByRole("alertdialog").catch(() => screen.getByRole("dialog"))
    expect(dialog).toHaveTextContent(/relays go offline now/)
    await userEvent.click(within(dialog).getByRole("button", { name: "Suspend" }))
    expect(within(dialog).getByText("Enter a reason. The tenant will see it.")).toBeInTheDocument()
    expect(stage.mock.asked).not.toContain(`POST /tenants/${pubkey}/suspend`)
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Reason" }), "Spam")
    await userEvent.click(within(dialog).getByRole("button", { name: "Suspend" }))
    expect(await screen.findByText("Reason: “Spam”")).toBeInTheDocument()
    expect(await screen.findByRole("button", { name: "Lift suspension" })).toBeInTheDocument()
    expect(stage.mock.asked).toContain(`POST /tenants/${pubkey}/suspend`)
  })

  it("shows what is in drift and which worker fails", async () => {
    showPage(AdminOverview, paths.admin, paths.admin)
    const table = await screen.findByRole("table", { name: "Needs attention" })
    expect(table.querySelectorAll('a[href^="/admin/relays/"]').length).toBeGreaterThan(0)
    expect(screen.getByText("Setup and repair")).toBeInTheDocument()
    expect(screen.getByRole("img", { name: /^Relays by status: Online \d+/ })).toBeInTheDocument()
  })

  it("item 8: says which relay host is at fault, how many of its relays differ, and since when", async () => {
    stage.mock.behave("hostfault")
    showPage(AdminOverview, paths.admin, paths.admin)
    const [host, ...others] = within(
      await screen.findByRole("list", { name: "Servers and payments that need attention" }),
    ).getAllByRole("listitem")
    expect(host).toHaveTextContent(
      /^The server for relays\.example needs attention\. 38 of 50 relays .* Since .*\d{2}:\d{2}/,
    )
    expect(others.some((other) => other.textContent?.startsWith("The server for"))).toBe(false)
  })

  it("says what went wrong and tries again", async () => {
    stage.mock.behave("error")
    showPage(AdminOverview, paths.admin, paths.admin)
    const again = await screen.findByRole("button", { name: "Try again" })
    stage.mock.behave("")
    await userEvent.click(again)
    expect(await screen.findByRole("heading", { name: "Needs attention" })).toBeInTheDocument()
  })
})
