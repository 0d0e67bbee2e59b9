import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, describe, expect, it, vi } from "vitest"
import { QUOTE_AGE_MS } from "~/api/invoices"
import RelayDetail from "~/features/relay-overview/relay-overview-page"
import EditRelay from "~/features/relay-settings/edit-relay-page"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { showPage, signInAs, withMock } from "../../../../test/component/stage"

type Who = keyof typeof ACCOUNTS

/** The figures of a sentence, in order. */
const figures = (said: string | null) =>
  [...(said ?? "").matchAll(/([-−]?[\d,]+) sats/g)].map(([, figure]) =>
    Number(figure?.replaceAll(",", "").replace("−", "-")),
  )

/** The amount of a line, after its days, which may contain a year. */
const amountOf = (line: HTMLElement) => figures(line.lastElementChild?.textContent ?? "")[0] ?? 0

describe("what a change costs, said before it is made", () => {
  const at = Math.floor(Date.now() / 1000)
  let passed = 0
  afterEach(() => {
    passed = 0
    vi.useRealTimers()
  })
  const stage = withMock(
    (mock) => mock.behave("payments,waiting"),
    () => at + passed,
  )
  const rowOf = (label: string) => {
    const found = [...stage.mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === label)
    if (!found) throw new Error(`the mock has no ${label}`)
    return found
  }
  const openOf = (who: Who) =>
    stage.mock.api.desk.world.invoices.filter(
      (one) => one.tenant_pubkey === ACCOUNTS[who].pubkey && one.status === "open",
    )

  const credit = (who: Who) => stage.mock.api.desk.world.tenants.get(ACCOUNTS[who].pubkey)?.tenant.credit.amount ?? 0

  describe("another plan", () => {
    const choose = async (who: Who, label: string, plan: string) => {
      await signInAs(who)
      const { id } = rowOf(label).relay
      const shown = showPage(EditRelay, "/relays/:id/edit", `/relays/${id}/edit`)
      await userEvent.click(await screen.findByRole("radio", { name: plan }))
      return shown
    }
    const lines = async () => within(await screen.findByRole("list", { name: "Line by line" })).getAllByRole("listitem")

    it("that is dearer: the sum, for which days, what it is made of, and that the bill is the same", async () => {
      await choose("payer", "printers", "Growth")
      const said = await screen.findByText(/^You pay [\d,]+ sats now, for .* Then 50,000 sats a month\.$/)
      const [now = 0] = figures(said.textContent)
      expect(said).toHaveAttribute("role", "status")
      // A6: the sum is net of credit, which has its own line.
      expect(screen.getByText("Your credit").nextSibling).toHaveTextContent("2,400 sats")
      const [back, charged, ...others] = (await lines()).map(amountOf)
      expect(others).toEqual([])
      expect(back, "what is unused of the plan there is").toBeLessThan(0)
      expect((back ?? 0) + (charged ?? 0) - 2_400).toBe(now)
      await userEvent.click(await screen.findByRole("button", { name: "Save" }))
      await waitFor(() => expect(openOf("payer")).toHaveLength(1))
      expect(openOf("payer")[0]?.total.amount, "less the credit that there was").toBe(now)
    })

    it("that is cheaper: what comes back as credit, and from when it is less", async () => {
      // The seeded credit says that its running charge has ended.
      const { world } = stage.mock.api.desk
      world.items.splice(
        world.items.findIndex(({ kind }) => kind === "credit"),
        1,
      )
      await choose("payer", "orchard", "Basic")
      const said = await screen.findByText(
        /^You get [\d,]+ sats back as credit towards later invoices\. From \d+ \w+( \d{4})?, 10,000 sats a month\./,
      )
      expect(screen.queryByText(/at today’s rate/)).not.toBeInTheDocument()
      const total = (await lines()).reduce((sum, line) => sum + amountOf(line), 0)
      expect(figures(said.textContent)[0]).toBe(-total)
      expect(screen.queryByText(/is used first/)).not.toBeInTheDocument()
    })

    it("by the year: the rest of the month comes back, and the year is charged once", async () => {
      await signInAs("payer")
      const { id } = rowOf("printers").relay
      showPage(EditRelay, "/relays/:id/edit", `/relays/${id}/edit`)
      await userEvent.click(await screen.findByRole("radio", { name: /^Yearly/ }))
      expect(
        await screen.findByText(/^You pay [\d,]+ sats now, for .* Then 100,000 sats a year\.$/),
      ).toBeInTheDocument()
      const [back, year] = await lines()
      expect(back).toHaveTextContent("Unused time on printers")
      expect(year).toHaveTextContent(/printers on Basic, rest of 12 months, 2 of them free/)
      await userEvent.click(await screen.findByRole("button", { name: "Save" }))
      await waitFor(() => expect(rowOf("printers").relay).toMatchObject({ plan_id: "basic", interval: "year" }))
      // Another plan keeps the year, although the plan alone would be monthly.
      await userEvent.click(screen.getByRole("radio", { name: "Growth" }))
      expect(await screen.findByText(/ 500,000 sats a year\.$/)).toBeInTheDocument()
      await userEvent.click(await screen.findByRole("button", { name: "Save" }))
      await waitFor(() => expect(rowOf("printers").relay).toMatchObject({ plan_id: "growth", interval: "year" }))
    })

    it("where an invoice is open: by how much the one that replaces it is higher", async () => {
      await choose("due", "kiln", "Growth")
      const said = await screen.findByText(/^Your open invoice goes up by [\d,]+ sats\./)
      const [more = 0] = figures(said.textContent)
      const [before] = openOf("due")
      const accrued = 450
      await userEvent.click(await screen.findByRole("button", { name: "Save" }))
      await waitFor(() => expect(openOf("due")[0]?.id).not.toBe(before?.id))
      expect(openOf("due")[0]?.total.amount).toBe((before?.total.amount ?? 0) + accrued + more)
    })

    it("for a relay that is offline: that nothing is charged until it is back", async () => {
      rowOf("printers").base = "inactive"
      rowOf("printers").relay.status = "inactive"
      stage.mock.api.billing.changed(rowOf("printers"), new Set(["waiting"]))
      await choose("payer", "printers", "Growth")
      expect(
        await screen.findByText(/^This relay is offline, so nothing is charged until you bring it back\./),
      ).toBeInTheDocument()
      expect(screen.queryByRole("list", { name: "Line by line" })).not.toBeInTheDocument()
    })

    it("where the answer is missing: says so, and asks again", async () => {
      await signInAs("payer")
      const { id } = rowOf("printers").relay
      showPage(EditRelay, "/relays/:id/edit", `/relays/${id}/edit`)
      const growth = await screen.findByRole("radio", { name: "Growth" })
      stage.mock.behave("payments,error")
      await userEvent.click(growth)
      const again = await screen.findByRole("button", { name: "Try again" })
      stage.mock.behave("payments,waiting")
      await userEvent.click(again)
      expect(await screen.findByText(/^You pay [\d,]+ sats now/)).toBeInTheDocument()
    })
  })

  describe("a relay that comes back", () => {
    const ask = async (who: Who, label: string, button: string) => {
      await signInAs(who)
      const { id } = rowOf(label).relay
      const shown = showPage(RelayDetail, "/relays/:id", `/relays/${id}`)
      const opener = (await screen.findAllByRole("button", { name: button }))[0] as HTMLElement
      await userEvent.click(opener)
      return { ...shown, id, opener, dialog: await screen.findByRole("dialog") }
    }

    it("M2: after it was not paid: a plan is chosen again, with what is paid before it comes back", async () => {
      const { dialog, history, id } = await ask("unpaid", "night-shift", "Choose a plan")
      expect(dialog).toHaveAccessibleName("Bring Night Shift back online")
      expect(
        within(dialog).getByText(/^Choose a plan\. Messages, members and settings are just as you left them/),
      ).toBeInTheDocument()
      expect(
        await within(dialog).findByText(
          /^You pay 50,000 sats first\..* automatically once .* Then 50,000 sats a month\.$/,
        ),
      ).toBeInTheDocument()
      expect(within(dialog).getByText("≈ $50.00 at today’s rate")).toBeInTheDocument()
      expect(within(dialog).queryByText(/days to pay/)).not.toBeInTheDocument()
      await userEvent.click(within(dialog).getByRole("radio", { name: "Basic" }))
      expect(
        await within(dialog).findByText(
          /^You pay 10,000 sats first\..* automatically once .* Then 10,000 sats a month\.$/,
        ),
      ).toBeInTheDocument()
      const lines = within(within(dialog).getByRole("list", { name: "Line by line" })).getAllByRole("listitem")
      expect(lines.map(amountOf)).toEqual([10_000])
      await userEvent.click(within(dialog).getByRole("button", { name: "Bring back online" }))
      expect(await screen.findByText("Night Shift comes back once its invoice is paid.")).toBeInTheDocument()
      await waitFor(() => expect(history.get()).toBe(`/relays/${id}?pay=${id}`))
      expect([rowOf("night-shift").base, rowOf("night-shift").relay.plan_id]).toEqual(["delinquent", "basic"])
      expect(openOf("unpaid").map(({ total }) => total.amount)).toEqual([10_000])
    })

    it("shown for a while: what it costs by then, not what it cost when the question came up", async () => {
      const { relay } = rowOf("printers")
      rowOf("printers").base = "inactive"
      relay.status = "inactive"
      stage.mock.api.billing.changed(rowOf("printers"), new Set(["waiting"]))
      vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] })
      const { dialog } = await ask("payer", "printers", "Bring back online")
      const sum = () =>
        amountOf(
          within(within(dialog).getByRole("list", { name: "Line by line" })).getAllByRole("listitem")[0] as HTMLElement,
        )
      const before = await waitFor(sum)
      passed = 1_200
      await vi.advanceTimersByTimeAsync(QUOTE_AGE_MS)
      await waitFor(() => expect(sum()).toBeLessThan(before))
    })

    it("in the middle of a month that runs: the rest of it, as the bill is then made, and the credit that there is", async () => {
      const { relay } = rowOf("printers")
      rowOf("printers").base = "inactive"
      relay.status = "inactive"
      stage.mock.api.billing.changed(rowOf("printers"), new Set(["waiting"]))
      const { dialog } = await ask("payer", "printers", "Bring back online")
      // A6: the credit of the days given back covers it.
      expect(await within(dialog).findByText(/^You pay nothing now: your credit covers it\./)).toBeInTheDocument()
      const list = within(within(dialog).getByRole("list", { name: "Line by line" }))
      const now = amountOf(list.getAllByRole("listitem")[0] as HTMLElement)
      expect(now).toBeLessThan(10_000)
      const before = credit("payer")
      expect(within(dialog).getByText("Your credit").nextSibling).toHaveTextContent(before.toLocaleString("en-US"))
      await userEvent.click(within(dialog).getByRole("button", { name: "Bring back online" }))
      await waitFor(() => expect(rowOf("printers").base).toBe("active"))
      const asked = openOf("payer").reduce((sum, { total }) => sum + total.amount, 0)
      expect(asked - credit("payer")).toBe(now - before)
    })

    it("on a plan that costs nothing: that nothing is charged, and no days to pay it in", async () => {
      const { relay } = rowOf("paper-boats")
      stage.mock.api.desk.world.plans.forEach((plan) => {
        if (plan.id === "free") relay.member_count = Math.min(relay.member_count ?? 0, plan.members ?? 0)
      })
      const { dialog } = await ask("unpaid", "paper-boats", "Choose a plan")
      await userEvent.click(await within(dialog).findByRole("radio", { name: "Free" }))
      expect(await within(dialog).findByText(/^Nothing is charged for this now\./)).toBeInTheDocument()
      expect(within(dialog).queryByText(/to pay\./)).not.toBeInTheDocument()
    })

    it("stays as it is where somebody would rather not", async () => {
      const { dialog, opener } = await ask("unpaid", "night-shift", "Choose a plan")
      await userEvent.click(within(dialog).getByRole("button", { name: "Not now" }))
      await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument())
      expect(opener).toHaveFocus()
      expect(rowOf("night-shift").base).toBe("delinquent")
      const changes = stage.mock.asked.filter((one) => one.startsWith("POST") && !one.endsWith("/quote"))
      expect(changes).toEqual([])
    })

    it("says what the server has against it, and leaves everything chosen", async () => {
      const { dialog } = await ask("unpaid", "night-shift", "Choose a plan")
      await userEvent.click(await within(dialog).findByRole("radio", { name: "Basic" }))
      stage.mock.behave("payments,error")
      await userEvent.click(within(dialog).getByRole("button", { name: "Bring back online" }))
      expect(await within(dialog).findByRole("alert")).toHaveTextContent("Something went wrong on our side.")
      expect(within(dialog).getByRole("radio", { name: "Basic" })).toBeChecked()
      expect(rowOf("night-shift").base).toBe("delinquent")
    })
  })

  describe("a relay that is taken offline", () => {
    it("what is unused comes back, as the server reckons it of the relay's own plan", async () => {
      const { world } = stage.mock.api.desk
      world.items.splice(
        world.items.findIndex(({ kind }) => kind === "credit"),
        1,
      )
      await signInAs("payer")
      const { id } = rowOf("orchard").relay
      showPage(RelayDetail, "/relays/:id", `/relays/${id}`)
      await userEvent.click((await screen.findAllByRole("button", { name: "Take offline" }))[0] as HTMLElement)
      const dialog = await screen.findByRole("dialog")
      const said = await within(dialog).findByText(/You get [\d,]+ sats back as credit towards later invoices\./)
      const [back = 0] = figures(said.textContent)
      await userEvent.click(within(dialog).getByRole("button", { name: "Take offline" }))
      await waitFor(() => expect(rowOf("orchard").base).toBe("inactive"))
      const given = world.items.findLast(({ kind, relay_id }) => kind === "credit" && relay_id === id)
      expect(-(given?.total.amount ?? 0)).toBe(back)
    })
  })
})
