import { createMemoryHistory, MemoryRouter, Route } from "@solidjs/router"
import { render, screen, waitFor, within } from "@solidjs/testing-library"
import { QueryClient, QueryClientProvider } from "@tanstack/solid-query"
import userEvent from "@testing-library/user-event"
import { describe, expect, it } from "vitest"
import { QuoteNote } from "~/components/billing/quote-note"
import { text as newKey } from "~/components/new-key/words/en/new-key"
import AccountPage from "~/features/account/account-page"
import { text as login } from "~/features/login/words/en/login"
import Marketing from "~/features/marketing/marketing-page"
import { text as marketing } from "~/features/marketing/words/en/marketing"
import AdminRelayMembers from "~/features/members/admin-members-page"
import AdminAudit from "~/features/operator/audit-page"
import AdminInvoice from "~/features/operator/invoice-page"
import ReasonDialog from "~/features/operator/reason-dialog"
import AdminTenant from "~/features/operator/tenant-page"
import AdminRelayActivity from "~/features/relay-activity/admin-relay-activity-page"
import { HealthSection } from "~/features/relay-overview/health"
import RelayDetail from "~/features/relay-overview/relay-overview-page"
import { RelaySide } from "~/features/relay-overview/relay-side"
import { ChargeNote } from "~/features/relay-settings/charge-note"
import NewRelay from "~/features/relay-settings/new-relay-page"
import { RelayForm } from "~/features/relay-settings/relay-form"
import { paths } from "~/paths"
import { ACCOUNTS } from "../../mock-api/people.ts"
import { showPage, signInAs, withMock } from "./stage"

/** Item 8 of issue 12: what the first page and the pages of a relay promise is what this server serves. */

const NOT_YET = "Not available yet"

function show(page: () => ReturnType<typeof RelaySide>) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const history = createMemoryHistory()
  history.set({ value: "/" })
  return render(() => (
    <QueryClientProvider client={queries}>
      <MemoryRouter history={history}>
        <Route path="*" component={page} />
      </MemoryRouter>
    </QueryClientProvider>
  ))
}

describe("what a visitor is told", () => {
  const stage = withMock()
  const first = () => showPage(Marketing, paths.home, paths.home)

  it("A1: says “Not available yet” in every plan cell that the host does not serve, and “Included” where it does", async () => {
    first()
    const table = await screen.findByRole("table")
    await waitFor(() => expect(within(table).getAllByText(NOT_YET)).toHaveLength(2))
    expect(within(table).getAllByText("Not included")).toHaveLength(2)
    expect(screen.getByText(/^Not available yet: voice and video calls/)).toBeInTheDocument()
  })

  it("A1: serves what a zooid serves, in the same cells", async () => {
    stage.mock.behave("zooid")
    first()
    const table = await screen.findByRole("table")
    await waitFor(() => expect(within(table).getAllByText("Included")).toHaveLength(3 + 2))
    expect(within(table).getAllByText(/^Up to .* GB, 500 MB per member$/)).toHaveLength(2)
    expect(within(table).queryByText(NOT_YET)).toBeNull()
  })

  it("A1: the plan table of the form has the same cells", async () => {
    showPage(NewRelay, paths.newRelay, paths.newRelay)
    const table = await screen.findByRole("table")
    await waitFor(() => expect(within(table).getAllByText(NOT_YET)).toHaveLength(2))
  })

  it("A5: an address is checked without an account, in the hero and in the form", async () => {
    first()
    await userEvent.type(await screen.findByLabelText("Name of your community"), "Lisbon Choir")
    expect(
      await screen.findByText(/^lisbon-choir\.relays\.example is taken\. You could take lisbon-choir-2/),
    ).toBeInTheDocument()
    showPage(NewRelay, paths.newRelay, paths.newRelay)
    await userEvent.type(await screen.findByLabelText("Relay name"), "Quite new")
    expect(await screen.findByText("quite-new.relays.example is available")).toBeInTheDocument()
  })

  it("A3, A5, A13, A14, A15: the sentences of the first page are true", () => {
    const all = JSON.stringify(marketing)
    expect(all).not.toMatch(/Close anyone’s account|accounts we could close|about a minute|no small print/)
    expect(all).not.toMatch(/nobody can take from you|apps people already use|You can leave whenever you want/)
    expect(all).not.toMatch(/Pay again whenever you like|our rules leave no choice|open source/)
    expect(marketing.trust.canList[0]).toMatch(/suspend an account/)
    expect(marketing.trust.cannotList[2]).toMatch(/^Take anyone’s key away/)
  })

  it("A11, A12, A14: so are those of the login page", () => {
    expect(login.foot).toBe("Your key stays on your device.")
    expect(newKey.name.help).toMatch(/change it later, on the page Account/)
    expect(login.makeKeyHelp).toMatch(/a few minutes/)
  })

  it("A17: the preview of a new relay shows no page of ours and no button of it", async () => {
    showPage(NewRelay, paths.newRelay, paths.newRelay)
    await screen.findByLabelText("Relay name")
    expect(screen.queryByText("How people will see it")).toBeNull()
    expect(screen.queryByText("Join")).toBeNull()
  })
})

describe("the features of a relay", () => {
  const stage = withMock(() => signInAs("owner"))
  const relayOf = (subdomain: string) => {
    const row = [...stage.mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === subdomain)
    if (!row) throw new Error(`the mock has no ${subdomain}`)
    return stage.mock.api.desk.shown(row)
  }

  it("A2: are not said to be on where the host does not serve them", async () => {
    show(() => <RelaySide relay={relayOf("lisbon-choir")} edit="/edit" />)
    expect(await screen.findByText("Not available yet: Calls.")).toBeInTheDocument()
    expect(screen.getAllByText("On")).toHaveLength(3)
  })

  it("A2: have no switches in the settings where they would do nothing, and have them where they are served", async () => {
    const { unmount } = show(() => <RelayForm relay={relayOf("lisbon-choir")} />)
    expect(await screen.findByText(/^Not available yet on this server: calls/)).toBeInTheDocument()
    expect(screen.queryByRole("switch", { name: /Calls/ })).toBeNull()
    expect(screen.getByRole("switch", { name: /Rooms/ })).toBeInTheDocument()
    unmount()
    stage.mock.behave("zooid")
    show(() => <RelayForm relay={relayOf("lisbon-choir")} />)
    expect(await screen.findByRole("switch", { name: /Calls/ })).toBeInTheDocument()
  })

  it("A8: a relay that worked and does not answer is “Not responding”, since when", async () => {
    showPage(RelayDetail, paths.relay(":id"), paths.relay(relayOf("drifting").id))
    expect(await screen.findByText("Not responding")).toBeInTheDocument()
    expect(await screen.findByText("This relay isn’t responding.")).toBeInTheDocument()
    expect(screen.queryByText("Setup failed")).toBeNull()
  })

  it("A9: a setup that failed says so, un-ticks what failed, and offers another address", async () => {
    showPage(RelayDetail, paths.relay(":id"), paths.relay(relayOf("failed-setup").id))
    expect(await screen.findByRole("heading", { name: "Setup failed" })).toBeInTheDocument()
    expect(screen.getByRole("link", { name: "Choose another address" })).toBeInTheDocument()
    expect(screen.queryByText(/You can close this page/)).toBeNull()
    expect(screen.queryByText(/is yours/)).toBeNull()
  })

  it("A10: no latency is told of a relay that is down", async () => {
    show(() => <HealthSection relay={relayOf("drifting")} />)
    expect(await screen.findByText(/^Not responding for/)).toBeInTheDocument()
    expect(screen.queryByText(/Answers in/)).toBeNull()
  })
})

describe("sums", () => {
  const stage = withMock((mock) => {
    mock.behave("payments,waiting")
    return signInAs("payer")
  })

  it("A6: a quote says what is paid after credit, with credit and total as lines", async () => {
    const world = stage.mock.api.desk.world
    const row = [...world.relays.values()].find(({ relay }) => relay.subdomain === "printers")
    const plan = world.plans.find(({ id }) => id === "growth")
    if (!row || !plan) throw new Error("the mock has changed")
    show(() => <QuoteNote relay={row.relay} plan={plan} interval="month" />)
    const credit = await screen.findByText("Your credit")
    expect(credit.nextSibling).toHaveTextContent("−2,400 sats")
    const due = screen.getByText("You pay now").nextSibling?.textContent ?? ""
    expect(screen.getByRole("status")).toHaveTextContent(`You pay ${due} now`)
  })

  it("A6: so does the form of a new relay", async () => {
    const plan = stage.mock.api.desk.world.plans.find(({ id }) => id === "basic")
    show(() => <ChargeNote plan={plan} interval="month" />)
    expect(await screen.findByText(/less your credit of 2,400 sats/)).toBeInTheDocument()
  })

  it("A7: the account says the next invoice once, net of credit", async () => {
    showPage(AccountPage, paths.account, paths.account)
    expect(
      await screen.findByText(/Next invoice: 57,600 sats on .* \(60,000 sats less 2,400 sats credit\)\./),
    ).toBeInTheDocument()
    expect(screen.queryByText(/of credit\. The next invoice is lower/)).toBeNull()
    expect(screen.queryByText(/in your favour/)).toBeNull()
  })

  it("mission 47: a wallet can be connected before the first relay exists", async () => {
    await signInAs("newcomer")
    const { useConnectWallet } = await import("~/api/payer")
    const key = "8".repeat(64)
    let connect: ReturnType<typeof useConnectWallet> | undefined
    show(() => {
      connect = useConnectWallet(() => ACCOUNTS.newcomer.pubkey)
      return <p>here</p>
    })
    const tenant = await connect?.mutateAsync(
      `nostr+walletconnect://${key}?relay=wss%3A%2F%2Frelay.example&secret=${key}`,
    )
    expect(tenant?.nwc_is_set).toBe(true)
  })
})

describe("who is reached", () => {
  const stage = withMock(() => signInAs("late"))

  it("A4: says loudly that this key cannot be reached, with one button, where there are relays for a mailbox", async () => {
    stage.mock.api.desk.world.info.messaging_relays = ["ws://127.0.0.1:9"]
    showPage(AccountPage, paths.account, paths.account)
    expect(await screen.findByText("We can’t reach you outside this site.")).toBeInTheDocument()
    expect(screen.getByRole("button", { name: "Set up a mailbox" })).toBeInTheDocument()
    expect(screen.queryByText(/reach you as private messages as well/)).toBeNull()
  })
})

describe("the operator", () => {
  const stage = withMock(() => signInAs("operator"))
  const choir = () => {
    const row = [...stage.mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === "lisbon-choir")
    if (!row) throw new Error("the mock has no choir")
    return row
  }

  it("mission 93: may choose a hidden plan in the settings of a relay", async () => {
    show(() => <RelayForm relay={choir().relay} operator />)
    expect(await screen.findByRole("radio", { name: "Founder" })).toBeInTheDocument()
  })

  it("mission section 10: sees a relay's members and activity without leaving /admin", async () => {
    showPage(AdminRelayMembers, paths.adminRelayMembers(":id"), paths.adminRelayMembers(choir().relay.id))
    expect(await screen.findByRole("link", { name: /^Members/ })).toHaveAttribute(
      "href",
      paths.adminRelayMembers(choir().relay.id),
    )
    showPage(AdminRelayActivity, paths.adminRelayActivity(":id"), paths.adminRelayActivity(choir().relay.id))
    expect((await screen.findAllByRole("heading", { name: "Audit log" })).length).toBeGreaterThan(0)
  })

  it("mission section 10: makes a relay for a tenant, with a reason that the audit log keeps", async () => {
    showPage(
      () => (
        <>
          <AdminTenant />
          <ReasonDialog />
        </>
      ),
      paths.adminTenant(":pubkey"),
      paths.adminTenant(ACCOUNTS.due.pubkey),
    )
    await userEvent.click(await screen.findByRole("button", { name: "Create relay" }))
    const dialog = await screen.findByRole("dialog")
    await userEvent.type(within(dialog).getByLabelText("Relay name"), "On request")
    await userEvent.click(within(dialog).getByRole("button", { name: "Create relay" }))
    await userEvent.type(await screen.findByLabelText("Reason"), "They asked by phone")
    await userEvent.click(screen.getByRole("button", { name: "Continue" }))
    await waitFor(() => expect(stage.mock.api.desk.world.audit.at(-1)?.action).toBe("create_relay"))
    const entry = stage.mock.api.desk.world.audit.at(-1)
    expect(entry).toMatchObject({ reason: "They asked by phone", tenant_pubkey: ACCOUNTS.due.pubkey })
  })

  it("item 8: lists who did what to whom, and why", async () => {
    showPage(AdminAudit, paths.adminAudit, paths.adminAudit)
    const list = await screen.findByRole("list", { name: "Audit log" })
    expect(within(list).getByText("Suspend tenant")).toBeInTheDocument()
    expect(within(list).getByText("Spam from two of its relays")).toBeInTheDocument()
    expect(within(list).getAllByText(/^You,/).length).toBeGreaterThan(0)
  })

  it("mission section 10: shows the reason of a write-off where the invoice is shown", async () => {
    const invoice = stage.mock.api.desk.world.invoices.find((one) => one.void_reason === "written_off")
    if (!invoice) throw new Error("the mock has no write-off")
    showPage(AdminInvoice, paths.adminInvoice(":id"), paths.adminInvoice(invoice.id))
    expect(
      await screen.findByText("The host’s reason: “They were charged twice for the same days”"),
    ).toBeInTheDocument()
  })
})
