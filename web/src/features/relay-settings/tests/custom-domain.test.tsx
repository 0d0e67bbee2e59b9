import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import EditRelay from "~/features/relay-settings/edit-relay-page"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

describe("the custom domain of a relay", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(async () => {
    await signOut()
    mock.stop()
  })

  const choir = () => {
    const found = [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === "lisbon-choir")
    if (!found) throw new Error("the mock has no lisbon-choir")
    return found.relay
  }
  const show = async () => {
    await signInAs("owner")
    showPage(EditRelay, "/relays/:id/edit", `/relays/${choir().id}/edit`)
    await screen.findByRole("textbox", { name: "Relay name" })
  }
  const add = async (name: string) => {
    await userEvent.type(await screen.findByRole("textbox", { name: "Domain" }), name)
    await userEvent.click(screen.getByRole("button", { name: "Add domain" }))
  }

  it("is added, and the records to add can be copied", async () => {
    await show()
    await add("Choir.example")
    const table = await screen.findByRole("table", { name: "DNS records" })
    expect(within(table).getByText("choir.example")).toBeInTheDocument()
    expect(within(table).getByText("_caravel.choir.example")).toBeInTheDocument()
    expect(within(table).getByText(`lisbon-choir.${choir().zooid_domain}`)).toBeInTheDocument()
    expect(within(table).getAllByRole("button", { name: /^Copy the (name|value)/ })).toHaveLength(4)
    expect(choir().custom_domain).toBe("choir.example")
  })

  it("says why a domain is refused, at its field", async () => {
    await show()
    await userEvent.click(await screen.findByRole("button", { name: "Add domain" }))
    expect(await screen.findByText("Enter a domain.")).toBeInTheDocument()
    await add(`x.${choir().zooid_domain}`)
    expect(await screen.findByText(/are chosen as the relay’s subdomain/)).toBeInTheDocument()
    expect(screen.getByRole("textbox", { name: "Domain" })).toHaveAttribute("aria-invalid", "true")
  })

  it("shows each state as it is reached, and then the address", async () => {
    await show()
    await add("choir.example")
    const check = async () => userEvent.click(await screen.findByRole("button", { name: "Check now" }))
    expect(await screen.findByText(/has no CNAME record/)).toBeInTheDocument()
    await check()
    expect(await screen.findByText("Getting a certificate.")).toBeInTheDocument()
    await check()
    expect(await screen.findByText("Waiting for your relay to answer.")).toBeInTheDocument()
    await check()
    expect(await screen.findByText("Your relay answers at wss://choir.example.")).toBeInTheDocument()
    expect(screen.queryByRole("table", { name: "DNS records" })).not.toBeInTheDocument()
  })

  it("is removed after a question", async () => {
    await show()
    await add("choir.example")
    await userEvent.click(await screen.findByRole("button", { name: "Remove domain" }))
    const question = await screen.findByRole("alertdialog").catch(() => screen.findByRole("dialog"))
    await userEvent.click(within(question).getByRole("button", { name: "Remove domain" }))
    await waitFor(() => expect(choir().custom_domain).toBe(""))
    expect(await screen.findByRole("textbox", { name: "Domain" })).toBeInTheDocument()
  })

  it("is absent where the server has none", async () => {
    mock.api.desk.world.info.custom_domains = false
    await show()
    expect(await screen.findByRole("heading", { name: "Danger" })).toBeInTheDocument()
    expect(screen.queryByRole("heading", { name: "Custom domain" })).not.toBeInTheDocument()
  })
})
