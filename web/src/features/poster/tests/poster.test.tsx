import { screen } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import Poster from "~/features/poster/poster-page"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

describe("the poster of a relay", () => {
  let mock: RunningMock
  beforeEach(async () => {
    mock = startMock()
    await signInAs("owner")
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await signOut()
    mock.stop()
  })
  const show = (label: string) => {
    const row = [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === label)
    showPage(Poster, "/relays/:id/poster", `/relays/${row?.relay.id}/poster`)
  }

  it("has the name, the code to scan and the link, and is printed", async () => {
    show("lisbon-choir")
    expect(await screen.findByRole("heading", { level: 1, name: "Lisbon Chamber Choir" })).toBeVisible()
    expect(screen.getByText("Join us")).toBeVisible()
    expect(screen.getByRole("img", { name: "QR code of the invite link" })).toBeVisible()
    expect(screen.getByText("https://lisbon-choir.relays.example/join?c=7K2MQX9T")).toBeVisible()
    const print = vi.spyOn(window, "print").mockImplementation(() => {})
    await userEvent.click(screen.getByRole("button", { name: "Print" }))
    expect(print).toHaveBeenCalledOnce()
  })

  it("says why there is none while the relay is not online", async () => {
    show("saved-step")
    expect(await screen.findByText("The poster can be made once the relay is online.")).toBeVisible()
    expect(screen.queryByRole("button", { name: "Print" })).not.toBeInTheDocument()
  })

  it("can be loaded again after a failure", async () => {
    mock.behave("unavailable")
    show("lisbon-choir")
    expect(await screen.findByRole("button", { name: "Try again" })).toBeVisible()
    mock.behave("")
    await userEvent.click(screen.getByRole("button", { name: "Try again" }))
    expect(await screen.findByText("Join us")).toBeVisible()
  })
})
