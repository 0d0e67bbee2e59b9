import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { npub } from "~/domain/nostr"
import RelayMembers from "~/features/members/members-page"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

const DAY = 86_400

describe("the team of a relay", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(async () => {
    await signOut()
    mock.stop()
  })

  const row = (subdomain: string) => {
    const found = [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === subdomain)
    if (!found) throw new Error(`the mock has no ${subdomain}`)
    return found
  }
  const show = async (who: Parameters<typeof signInAs>[0], subdomain: string) => {
    await signInAs(who)
    const { id } = row(subdomain).relay
    const page = showPage(RelayMembers, "/relays/:id/members", `/relays/${id}/members`)
    return { page, list: within(await screen.findByRole("list", { name: "Team" })) }
  }

  it("is named by its owner, with the role that the select says", async () => {
    const { list } = await show("owner", "lisbon-choir")
    expect(list.getAllByRole("listitem")).toHaveLength(3)
    expect(list.getByText("Owner")).toBeVisible()

    await userEvent.click(screen.getByRole("button", { name: "Add to team" }))
    const dialog = within(await screen.findByRole("dialog", { name: "Add to team" }))
    await userEvent.click(dialog.getByRole("button", { name: "Add" }))
    expect(await dialog.findByText("Paste the person’s ID.")).toBeVisible()
    await userEvent.type(dialog.getByRole("textbox", { name: "Their ID" }), ACCOUNTS.owner.pubkey)
    await userEvent.click(dialog.getByRole("button", { name: "Add" }))
    expect(await dialog.findByText("The owner can do everything already.")).toBeVisible()
    await userEvent.clear(dialog.getByRole("textbox", { name: "Their ID" }))
    await userEvent.type(dialog.getByRole("textbox", { name: "Their ID" }), ACCOUNTS.newcomer.pubkey)
    await userEvent.selectOptions(dialog.getByRole("combobox", { name: "Role" }), "co_owner")
    expect(dialog.getByText(/changes the settings/)).toBeVisible()
    await userEvent.click(dialog.getByRole("button", { name: "Add" }))
    await waitFor(() => expect(list.getAllByRole("listitem")).toHaveLength(4))
    expect(row("lisbon-choir").team.at(-1)).toMatchObject({ pubkey: ACCOUNTS.newcomer.pubkey, role: "co_owner" })
  })

  it("changes roles and removes people after a question", async () => {
    const { list } = await show("owner", "lisbon-choir")
    const [first] = await list.findAllByRole("combobox")
    await userEvent.selectOptions(first as HTMLElement, "moderator")
    await waitFor(() => expect(row("lisbon-choir").team.map(({ role }) => role)).toEqual(["moderator", "moderator"]))

    await userEvent.click(list.getAllByRole("button", { name: /^Remove .* from the team$/ })[0] as HTMLElement)
    const question = within(await screen.findByRole("dialog"))
    expect(question.getByText(/They stay a member/)).toBeVisible()
    await userEvent.click(question.getByRole("button", { name: "Remove from team" }))
    await waitFor(() => expect(list.getAllByRole("listitem")).toHaveLength(2))
  })

  it("can be left by a moderator, who changes nothing else of it", async () => {
    const { page, list } = await show("helper", "open-square")
    expect(screen.queryByRole("button", { name: "Add to team" })).not.toBeInTheDocument()
    expect(screen.queryByRole("combobox")).not.toBeInTheDocument()
    expect(screen.queryByText("Transfer this relay")).not.toBeInTheDocument()
    expect(screen.queryByRole("link", { name: "Settings" })).not.toBeInTheDocument()
    expect(screen.getByRole("button", { name: "Add member" })).toBeVisible()

    await userEvent.click(list.getByRole("button", { name: "Leave team" }))
    const question = within(await screen.findByRole("dialog", { name: "Leave the team?" }))
    await userEvent.click(question.getByRole("button", { name: "Leave team" }))
    await waitFor(() => expect(page.history.get()).toBe("/relays"))
    expect(row("open-square").team).toEqual([])
  })

  it("lets the owner offer a relay, after the consequence and the address", async () => {
    await show("owner", "empty-room")
    await userEvent.click(await screen.findByRole("button", { name: "Transfer relay" }))
    const dialog = within(await screen.findByRole("dialog", { name: /^Transfer/ }))
    expect(dialog.getByText(/You lose all access here/)).toBeVisible()
    await userEvent.type(dialog.getByRole("textbox", { name: "Their ID" }), ACCOUNTS.newcomer.pubkey)
    expect(dialog.getByRole("button", { name: "Offer the relay" })).toHaveAttribute("aria-disabled", "true")
    await userEvent.type(dialog.getByRole("textbox", { name: /empty-room/ }), "empty-room")
    await userEvent.click(dialog.getByRole("button", { name: "Offer the relay" }))
    expect(await screen.findByText(/^You offered this relay to/)).toBeVisible()
    expect(row("empty-room").offer?.to).toBe(ACCOUNTS.newcomer.pubkey)

    await userEvent.click(screen.getByRole("button", { name: "Withdraw offer" }))
    expect(await screen.findByRole("button", { name: "Transfer relay" })).toBeVisible()
    expect(row("empty-room").offer).toBeUndefined()
  })

  it("shows the owner of a paid relay what they get back", async () => {
    mock.behave("payments")
    const { items } = mock.api.desk.world
    const charge = items.findLast((item) => item.relay_id === row("lisbon-choir").relay.id && item.kind === "charge")
    if (!charge) throw new Error("the mock has no charge of the choir")
    const now = Math.floor(Date.now() / 1000)
    items.push({ ...charge, id: "charge:live", period_start: now - 10 * DAY, period_end: now + 20 * DAY })
    await show("owner", "lisbon-choir")
    await userEvent.click(await screen.findByRole("button", { name: "Transfer relay" }))
    const dialog = within(await screen.findByRole("dialog", { name: /^Transfer/ }))
    expect(await dialog.findByText(/becomes your credit: [\d,]+ sats if they accept now/)).toBeVisible()
  })

  it("says that an open invoice must be paid before a transfer", async () => {
    mock.behave("payments")
    const { relay } = row("lisbon-choir")
    const { items, invoices } = mock.api.desk.world
    const charge = items.findLast((item) => item.relay_id === relay.id && item.kind === "charge")
    const invoice = invoices.find(({ id }) => id === charge?.invoice_id)
    if (!invoice) throw new Error("the mock has no invoice of the choir")
    invoice.status = "open"
    await show("owner", "lisbon-choir")
    expect(await screen.findByText(/Pay it before you transfer the relay/)).toBeVisible()
    expect(screen.queryByRole("button", { name: "Transfer relay" })).not.toBeInTheDocument()
  })

  it("cannot be removed or banned, so the menu of members does not offer it", async () => {
    await show("owner", "lisbon-choir")
    const team = row("lisbon-choir").team[1]?.pubkey ?? ""
    const other = row("lisbon-choir").members.find(
      (one) => ![team, ACCOUNTS.helper.pubkey, ACCOUNTS.owner.pubkey].includes(one),
    )
    const actions = async (pubkey: string) => {
      const cell = await within(await screen.findByRole("table", { name: "Members" })).findByTitle(npub(pubkey))
      const menu = within(cell.closest("tr") as HTMLElement).getByRole("button", { name: /^Actions/ })
      await userEvent.click(menu)
      const names = screen.getAllByRole("menuitem").map((one) => one.textContent)
      await userEvent.keyboard("{Escape}")
      return names
    }
    expect(await actions(other ?? "")).toEqual(["Copy ID", "Remove", "Ban"])
    expect(await actions(team)).toEqual(["Copy ID"])
  })
})
