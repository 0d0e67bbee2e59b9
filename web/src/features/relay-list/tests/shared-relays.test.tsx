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
  const paid = () => {
    const found = offered()
    if (!found) throw new Error("the mock has no club-3")
    mock.behave("payments")
    found.relay.plan_id = "basic"
    return found
  }
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
    await userEvent.click(await screen.findByRole("button", { name: "Accept" }))
    const question = within(await screen.findByRole("dialog"))
    expect(question.getByText(/whatever its plan costs/)).toBeVisible()
    await userEvent.click(question.getByRole("button", { name: "Accept" }))
    await waitFor(() => expect(offered()?.relay.tenant_pubkey).toBe(ACCOUNTS.helper.pubkey))
    const own = within(await screen.findByRole("list", { name: "Relays" }))
    expect(await own.findByText("Club 3")).toBeVisible()
    await waitFor(() => expect(screen.queryByText("Club 3 is offered to you")).not.toBeInTheDocument())
  })

  it("show what one would pay, and are accepted at that price", async () => {
    paid()
    await signInAs("helper")
    showPage(RelayList, "/relays", "/relays")
    expect(await screen.findByText(/You pay 10,000 sats now, for .* Basic costs 10,000 sats a month/)).toBeVisible()
    await userEvent.click(screen.getByRole("button", { name: "Accept" }))
    const question = within(await screen.findByRole("dialog"))
    expect(question.getByText(/You pay 10,000 sats now/)).toBeVisible()
    await userEvent.click(question.getByRole("button", { name: "Accept" }))
    await waitFor(() => expect(offered()?.relay.tenant_pubkey).toBe(ACCOUNTS.helper.pubkey))
    const invoice = mock.api.desk.world.invoices.findLast((one) => one.tenant_pubkey === ACCOUNTS.helper.pubkey)
    expect(invoice?.total.amount).toBe(10_000)
  })

  it("are not accepted at another price than the one that was shown", async () => {
    const row = paid()
    await signInAs("helper")
    showPage(RelayList, "/relays", "/relays")
    await screen.findByText(/You pay 10,000 sats now/)
    await userEvent.click(screen.getByRole("button", { name: "Accept" }))
    const question = within(await screen.findByRole("dialog"))
    row.relay.plan_id = "growth"
    await userEvent.click(question.getByRole("button", { name: "Accept" }))
    expect(await question.findByText(/not the one that you confirmed/)).toBeVisible()
    expect(row.relay.tenant_pubkey).toBe(ACCOUNTS.collector.pubkey)
    expect(await question.findByText(/You pay 50,000 sats now/)).toBeVisible()
  })

  it("cost nothing where payments are off", async () => {
    paid()
    mock.behave("")
    await signInAs("helper")
    showPage(RelayList, "/relays", "/relays")
    expect(await screen.findByText(/Payments are off on this server, so you pay nothing/)).toBeVisible()
  })

  it("say why they cannot be accepted now, and can be declined", async () => {
    paid().base = "delinquent"
    await signInAs("helper")
    showPage(RelayList, "/relays", "/relays")
    expect(await screen.findByText(/because an invoice wasn’t paid/)).toBeVisible()
    expect(screen.queryByRole("button", { name: "Accept" })).not.toBeInTheDocument()
    expect(screen.getByRole("button", { name: "Decline" })).toBeVisible()
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
