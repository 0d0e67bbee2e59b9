import { screen, waitFor } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import NewRelay from "~/features/relay-settings/new-relay-page"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

const DRAFT = "draft.new-relay"

describe("the form for a new relay", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(async () => {
    await signOut()
    mock.stop()
  })

  const show = (at = "/relays/new") => showPage(NewRelay, "/relays/new", at)
  const name = () => screen.findByRole("textbox", { name: "Relay name" })
  const address = () => screen.findByRole<HTMLInputElement>("textbox", { name: "Address" })
  const create = async () => userEvent.click(await screen.findByRole("button", { name: "Create relay" }))
  const posts = () => mock.asked.filter((line) => line === "POST /relays").length

  it("derives the address from the name until it is written by hand", async () => {
    await signInAs("newcomer")
    show()
    await userEvent.type(await name(), "Café Łódź")
    expect(await address()).toHaveValue("cafe-lodz")
    await userEvent.type(await address(), "-2")
    await userEvent.type(await name(), " & more")
    expect(await address()).toHaveValue("cafe-lodz-2")
    await userEvent.clear(await address())
    await userEvent.tab()
    expect(await address()).toHaveValue("cafe-lodz-and-more")
  })

  it("says whether the address can be had, about the one that stands there now", async () => {
    await signInAs("newcomer")
    show()
    await userEvent.type(await name(), "Lisbon Choir")
    expect(await screen.findByText(/^That address is taken\./)).toBeInTheDocument()
    expect(await address()).toHaveAttribute("aria-invalid", "true")
    await userEvent.click(screen.getByRole("button", { name: "Use lisbon-choir-2" }))
    expect(await address()).toHaveValue("lisbon-choir-2")
    expect(await screen.findByText("lisbon-choir-2.relays.example is available")).toBeInTheDocument()
    expect(screen.queryByText(/^That address is taken\./)).not.toBeInTheDocument()
  })

  it("asks only when typing pauses", async () => {
    await signInAs("newcomer")
    show()
    await userEvent.type(await name(), "A name of many letters")
    expect(await screen.findByText("a-name-of-many-letters.relays.example is available")).toBeInTheDocument()
    const asked = mock.asked.filter((line) => line.startsWith("GET /subdomains/"))
    expect(asked.length).toBeLessThanOrEqual(3)
    expect(asked.at(-1)).toBe("GET /subdomains/a-name-of-many-letters")
  })

  it("says at once what an address may not be, and asks nobody about it", async () => {
    await signInAs("newcomer")
    show()
    await userEvent.type(await address(), "My Club")
    expect(screen.getByText("Use lowercase letters, numbers and hyphens.")).toBeInTheDocument()
    await userEvent.clear(await address())
    await userEvent.type(await address(), "club-")
    expect(screen.getByText("It can’t start or end with a hyphen.")).toBeInTheDocument()
    expect(await address()).toHaveValue("club-")
  })

  it("sends nothing that is wrong, and puts the cursor where it is", async () => {
    await signInAs("newcomer")
    show()
    await create()
    expect(await screen.findByText("Give your relay a name.")).toBeInTheDocument()
    await waitFor(async () => expect(await name()).toHaveFocus())
    expect(posts()).toBe(0)
  })

  it("makes the relay and goes to its page", async () => {
    await signInAs("newcomer")
    const { history } = show()
    await userEvent.type(await name(), "Tuesday Night Chess")
    await userEvent.click(await screen.findByRole("radio", { name: "Basic" }))
    await create()
    await waitFor(() => expect(history.get()).toMatch(/^\/relays\/[\w-]+$/))
    expect(history.get()).not.toBe("/relays/new")
    expect(posts()).toBe(1)
    expect(sessionStorage.getItem(DRAFT)).toBeNull()
  })

  it("says the server's refusal at its field and keeps what was typed", async () => {
    await signInAs("newcomer")
    show()
    await userEvent.type(await name(), "Lisbon Choir")
    await create()
    expect(await screen.findByText(/^That address is taken\./)).toBeInTheDocument()
    expect(await name()).toHaveValue("Lisbon Choir")
    await waitFor(async () => expect(await address()).toHaveFocus())
  })

  it("says a refusal that is about no field above the button, and can be sent again", async () => {
    await signInAs("newcomer")
    const { history } = show()
    await userEvent.type(await name(), "Tuesday Night Chess")
    await screen.findByText(/is available$/)
    mock.behave("error")
    await create()
    expect(await screen.findByText(/Something went wrong on our side/)).toBeInTheDocument()
    mock.behave("")
    await create()
    await waitFor(() => expect(history.get()).toMatch(/^\/relays\/0/))
  })

  const fill = async () => {
    await userEvent.type(await name(), "Tuesday Night Chess")
    await userEvent.type(screen.getByRole("textbox", { name: /^Description/ }), "Beginners welcome.")
    await userEvent.click(await screen.findByRole("radio", { name: "Growth" }))
  }

  it("opens the dialog for a key when a visitor presses the button, and creates nothing yet", async () => {
    const { history } = show()
    await fill()
    await create()
    expect(await screen.findByRole("heading", { name: "Create your key" })).toBeInTheDocument()
    expect(screen.getByRole("link", { name: "Log in" })).toHaveAttribute("href", "/login?next=%2Frelays%2Fnew")
    expect(history.get()).toBe("/relays/new")
    expect(posts()).toBe(0)
  })

  it("creates the relay when a visitor with a key returns from the login page, once", async () => {
    const { unmount } = show()
    await fill()
    await create()
    await userEvent.click(await screen.findByRole("link", { name: "Log in" }))
    unmount()

    await signInAs("newcomer")
    const { history, unmount: leave } = show()
    await waitFor(() => expect(history.get()).toMatch(/^\/relays\/(?!new)/))
    expect(posts()).toBe(1)
    leave()
    show()
    expect(await name()).toHaveValue("")
    expect(posts()).toBe(1)
  })

  it("creates nothing for a visitor who returns without logging in", async () => {
    const { unmount } = show()
    await fill()
    await create()
    await userEvent.click(await screen.findByRole("link", { name: "Log in" }))
    unmount()
    const { unmount: leave } = show()
    expect(await name()).toHaveValue("Tuesday Night Chess")
    leave()
    await signInAs("newcomer")
    show()
    expect(await name()).toHaveValue("Tuesday Night Chess")
    expect(posts()).toBe(0)
  })

  it("keeps the input over a reload and over logging in", async () => {
    const { unmount } = show()
    await fill()
    unmount()

    await signInAs("newcomer")
    show()
    expect(await name()).toHaveValue("Tuesday Night Chess")
    expect(await address()).toHaveValue("tuesday-night-chess")
    expect(screen.getByRole("textbox", { name: /^Description/ })).toHaveValue("Beginners welcome.")
    expect(await screen.findByRole("radio", { name: "Growth" })).toBeChecked()
    await userEvent.click(screen.getByRole("button", { name: "Start over" }))
    expect(await name()).toHaveValue("")
    expect(sessionStorage.getItem(DRAFT)).toBeNull()
  })

  it("takes a name from the address once", async () => {
    const { history } = show("/relays/new?name=My%20Club")
    expect(await name()).toHaveValue("My Club")
    expect(await address()).toHaveValue("my-club")
    await waitFor(() => expect(history.get()).toBe("/relays/new"))
  })

  it("keeps a name from the address, to which nothing was added, over the way through login", async () => {
    show("/relays/new?name=Tuesday%20Night%20Chess")
    expect(await name()).toHaveValue("Tuesday Night Chess")
    expect(JSON.parse(sessionStorage.getItem(DRAFT) ?? "{}")).toMatchObject({
      settings: { info_name: "Tuesday Night Chess" },
    })
  })

  it("says that nothing is charged, or the exact first charge", async () => {
    await signInAs("newcomer")
    show()
    expect(await screen.findByText(/^Payments are off on this server\./)).toBeInTheDocument()
  })

  it("says the first charge in words where payments are on", async () => {
    await signInAs("newcomer")
    mock.behave("payments")
    show()
    await userEvent.click(await screen.findByRole("radio", { name: "Basic" }))
    const sum = await screen.findByText(/, for \d+ \w+/)
    expect(sum.parentElement).toHaveTextContent(
      /^You pay 10,000 sats now \(≈ \$10\.00\), for .+ to .+, then 10,000 sats a month$/,
    )
    expect(screen.getByText("Your relay starts right away. You have 7 days to pay.")).toBeInTheDocument()
  })

  it("opens what is to be paid over the new relay's page where it costs something", async () => {
    await signInAs("newcomer")
    mock.behave("payments")
    const { history } = show()
    await userEvent.type(await name(), "Tuesday Night Chess")
    await userEvent.click(await screen.findByRole("radio", { name: "Basic" }))
    await screen.findByText(/^for \d+ \w+ to|, for \d+ \w+/)
    await create()
    await waitFor(() => expect(history.get()).toMatch(/^\/relays\/([\w-]+)\?pay=\1$/))
  })

  it("lets choose where the address ends, where the server has several endings", async () => {
    mock.api.desk.world.info.relay_domains = ["relays.example", "clubs.example"]
    await signInAs("newcomer")
    const { history } = show()
    await userEvent.type(await name(), "Tuesday Night Chess")
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: "Domain" }), ".clubs.example")
    expect(await screen.findByText("tuesday-night-chess.clubs.example is available")).toBeInTheDocument()
    await create()
    await waitFor(() => expect(history.get()).toMatch(/^\/relays\/0/))
    const made = [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === "tuesday-night-chess")
    expect(made?.relay.zooid_domain).toBe("clubs.example")
  })

  it("flies another flag on demand, and sends it as the picture", async () => {
    await signInAs("newcomer")
    const { history } = show()
    await userEvent.type(await name(), "Kite Builders Two")
    await userEvent.click(screen.getByRole("button", { name: "Draw another" }))
    expect(screen.getByRole("textbox", { name: /^Picture/ })).toHaveValue("A flag of your choice")
    await create()
    await waitFor(() => expect(history.get()).toMatch(/^\/relays\/0/))
    const made = [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === "kite-builders-two")
    expect(made?.relay.info_icon).toMatch(/^data:image\/svg\+xml,/)
  })

  it("leaves nothing behind for whoever comes next", async () => {
    await signInAs("newcomer")
    show()
    await userEvent.type(await name(), "Tuesday Night Chess")
    expect(sessionStorage.getItem(DRAFT)).toContain("Tuesday Night Chess")
    await signOut()
    expect(sessionStorage.getItem(DRAFT)).toBeNull()
  })

  it("is paid for a year in advance where that is chosen", async () => {
    mock.behave("payments,waiting")
    await signInAs("newcomer")
    show()
    await userEvent.type(await name(), "Paid Yearly")
    await userEvent.click(await screen.findByRole("radio", { name: /^Yearly/ }))
    await userEvent.click(screen.getByRole("radio", { name: "Basic" }))
    expect(screen.getByText("100,000")).toBeInTheDocument()
    expect(screen.getAllByText(/sats a year/)).not.toHaveLength(0)
    expect(await screen.findByText(/^You pay 100,000 sats now/)).toBeInTheDocument()
    expect(screen.getByText(/then 100,000 sats a year$/)).toBeInTheDocument()
    expect(await screen.findByText("paid-yearly.relays.example is available")).toBeInTheDocument()
    await create()
    const { world } = mock.api.desk
    const made = () => [...world.relays.values()].find(({ relay }) => relay.subdomain === "paid-yearly")?.relay
    await waitFor(() => expect(made()?.interval).toBe("year"))
    await waitFor(() =>
      expect(world.items.find((item) => item.relay_id === made()?.id)?.description).toBe(
        "paid-yearly on Basic, 12 months, 2 of them free",
      ),
    )
  })

  it("offers no year where the server has none", async () => {
    mock.api.desk.world.plans = mock.api.desk.world.plans.map(({ yearly: _, ...plan }) => plan)
    show()
    expect(await screen.findByRole("radio", { name: "Basic" })).toBeInTheDocument()
    expect(screen.queryByRole("radio", { name: /^Yearly/ })).not.toBeInTheDocument()
  })
})
