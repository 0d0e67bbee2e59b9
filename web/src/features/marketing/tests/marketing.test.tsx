import { Route, Router } from "@solidjs/router"
import { cleanup, render, screen, waitFor, within } from "@solidjs/testing-library"
import { QueryClient, QueryClientProvider } from "@tanstack/solid-query"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import Marketing from "~/features/marketing/marketing-page"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"

describe("the first page", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
    history.replaceState(null, "", "/")
  })
  afterEach(() => mock.stop())

  const show = () => {
    const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
    render(() => (
      <QueryClientProvider client={queries}>
        <Router>
          <Route path="/" component={Marketing} />
          <Route path="/relays/new" component={() => <p>the form</p>} />
        </Router>
      </QueryClientProvider>
    ))
  }

  it("takes the name along to the form of a new relay", async () => {
    show()
    await screen.findByText(/Free for up to 10 members/)
    await userEvent.type(screen.getByLabelText("Name of your community"), "Chess & Go{Enter}")
    expect(await screen.findByText("the form")).toBeInTheDocument()
    expect(new URLSearchParams(location.search).get("name")).toBe("Chess & Go")
  })

  it("draws the community with the typed name and its address", async () => {
    show()
    const card = await screen.findByRole("img", { name: /^An example of a community/ })
    await waitFor(() => expect(card).toHaveTextContent(/bergen-runners\.relays\.example/))
    expect(card).toHaveTextContent("organisers")
    expect(card).not.toHaveTextContent("Call:")
    await userEvent.type(screen.getByLabelText("Name of your community"), "Lisbon Tango Nights")
    expect(card).toHaveTextContent("Lisbon Tango Nights")
    expect(card).toHaveTextContent("lisbon-tango-nights.relays.example")
  })

  it("shows the plans of this server, each with the way to it, and none that is hidden", async () => {
    show()
    const table = await screen.findByRole("table")
    expect(
      within(table)
        .getAllByRole("columnheader")
        .map((head) => head.textContent),
    ).toEqual([expect.stringContaining("Free"), expect.stringContaining("Basic"), expect.stringContaining("Growth")])
    expect(within(table).getByRole("link", { name: "Choose Basic" })).toHaveAttribute("href", "/relays/new?plan=basic")
  })

  it("shows the limits of photos and files of each plan that has them", async () => {
    show()
    const files = within(await screen.findByRole("table")).getByRole("row", { name: /^Photos and files/ })
    expect(
      within(files)
        .getAllByRole("cell")
        .map((cell) => cell.textContent),
    ).toEqual(["Not included", "Up to 5 GB, 500 MB per member", "Up to 25 GB, 500 MB per member"])
  })

  it("names the features that this server has, and those that it lacks", async () => {
    show()
    expect(await screen.findByText(/On this server: rooms, photos and files/)).toBeInTheDocument()
    expect(screen.getByText("Not available yet: voice and video calls.")).toBeInTheDocument()
  })

  const off = (...features: ("rooms" | "blossom" | "livekit")[]) => {
    const host = mock.api.desk.world.info.hosts[0]
    for (const feature of features) if (host) host.features[feature] = false
  }

  it("speaks of rooms, files and calls only where the host serves them", async () => {
    const said = [/^Open rooms for everyone/, /members share photos and files/, /members talk in voice and video calls/]
    const { livekit } = mock.api.desk.world.info.hosts[0]?.features ?? {}
    expect(livekit).toBe(false)
    show()
    await screen.findByText(/^On this server:/)
    expect(said.map((words) => screen.queryAllByText(words).length)).toEqual([1, 1, 0])
    cleanup()
    off("rooms", "blossom")
    show()
    await screen.findByText(/^Not available yet: rooms/)
    expect(said.map((words) => screen.queryAllByText(words).length)).toEqual([0, 0, 0])
    expect(screen.queryByText("Jonas shared 4 photos")).toBeNull()
    cleanup()
    mock.behave("zooid")
    show()
    await screen.findByText(/^On this server: .*calls/)
    expect(said.map((words) => screen.queryAllByText(words).length)).toEqual([1, 1, 1])
  })

  it("speaks of the free plan and of sats only where there are", async () => {
    show()
    expect(await screen.findByText(/^Start on Free and change whenever you like\./)).toBeInTheDocument()
    cleanup()
    mock.behave("cards")
    const { world } = mock.api.desk
    world.info.currency = "usd"
    world.plans = world.plans.filter(({ price }) => price.amount > 0)
    show()
    expect(await screen.findByText("No. You pay by card.")).toBeInTheDocument()
    expect(screen.queryByText(/Start on/)).toBeNull()
    expect(screen.queryByText(/^Free for up to/)).toBeNull()
    expect(screen.queryByText(/Prices are in sats/)).toBeNull()
  })

  it("says that nothing is charged where no payments are switched on, and does not speak of paying", async () => {
    show()
    expect(await screen.findByText("Payments are off on this server.")).toBeInTheDocument()
    expect(screen.queryByText("What happens if I stop paying?")).toBeNull()
  })

  it("says what happens to an unpaid invoice where payments are on", async () => {
    mock.behave("payments")
    show()
    expect(await screen.findByText("There is no debt.")).toBeInTheDocument()
    expect(screen.getByText(/by Lightning or card\. If an invoice isn’t paid within 7 days/)).toBeInTheDocument()
    expect(screen.getByText("What happens if I stop paying?")).toBeInTheDocument()
  })

  it("carries the operator's name and logo in the place of ours", async () => {
    mock.behave("branded")
    show()
    const head = screen.getByRole("banner")
    expect(await within(head).findByText("Fjord Relays")).toBeInTheDocument()
    expect(head.querySelector("svg")).toBeNull()
    expect(head.querySelector("img")).toHaveAttribute("src", "/logo")
    expect(document.title).toBe("Fjord Relays: A home for your community that you hold the keys to")
  })

  it("keeps its words when the server does not answer, and offers to ask again", async () => {
    mock.behave("down")
    show()
    expect(await screen.findByRole("alert")).toHaveTextContent("Try again")
    expect(screen.getByRole("heading", { level: 1 })).toBeInTheDocument()
    mock.behave("")
    await userEvent.click(screen.getByRole("button", { name: "Try again" }))
    expect(await screen.findByRole("link", { name: "Start free" })).toBeInTheDocument()
  })

  it("leads in by Log in for whoever is not signed in", () => {
    show()
    expect(screen.getByRole("link", { name: "Log in" })).toHaveAttribute("href", "/login")
  })
})
