import { screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { nip19 } from "nostr-tools"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { memberPagesKey } from "~/api/members"
import { keys } from "~/api/server/keys"
import { shortId } from "~/domain/nostr"
import RelayMembers from "~/features/members/members-page"
import { person } from "../../../../mock-api/people.ts"
import { type RunningMock, startMock } from "../../../../mock-api/start.ts"
import { showPage, signInAs, signOut } from "../../../../test/component/stage"

const NEWCOMER = person(500).pubkey

describe("the members of a relay", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(async () => {
    await signOut()
    mock.stop()
  })

  const rowNamed = (label: string) => {
    const found = [...mock.api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === label)
    if (!found) throw new Error(`the mock has no ${label}`)
    return found
  }
  const show = async (label: string) => {
    await signInAs("owner")
    const row = rowNamed(label)
    const at = `/relays/${row.relay.id}/members`
    const shown = showPage(RelayMembers, "/relays/:id/members", at)
    await screen.findByRole("heading", { level: 1, name: row.relay.info_name })
    return { ...shown, row, at }
  }
  const table = () => screen.findByRole("table", { name: "Members" })
  const actions = async (pubkey: string, item: string) => {
    await table()
    await userEvent.click(screen.getByRole("button", { name: `Actions for ${shortId(pubkey)}` }))
    await userEvent.click(await screen.findByRole("menuitem", { name: item }))
  }

  it("stand against the plan's places, the owner first and marked", async () => {
    await show("lisbon-choir")
    const rows = within(await table()).getAllByRole("row")
    expect(rows).toHaveLength(38)
    expect(rows[1]).toHaveTextContent("You")
    expect(rows[1]).toHaveTextContent("Owner")
    expect(screen.getByRole("img", { name: "37 of 100 members" })).toBeInTheDocument()
    expect(screen.getByText("63 places left")).toBeInTheDocument()
  })

  it("are found by the beginning of an ID, kept in the page's address", async () => {
    const { row, history, at } = await show("lisbon-choir")
    await table()
    const wanted = row.members[5] ?? ""
    await userEvent.type(screen.getByRole("searchbox"), nip19.npubEncode(wanted).slice(0, 14))
    await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(2))
    expect(screen.getByText("1 of 37 shown.", { exact: false })).toBeInTheDocument()
    await userEvent.clear(screen.getByRole("searchbox"))
    await userEvent.type(screen.getByRole("searchbox"), "zzz")
    expect(await screen.findByText("Nobody here matches “zzz”.")).toBeInTheDocument()
    await waitFor(() => expect(history.get()).toBe(`${at}?q=zzz`))
    await userEvent.click(screen.getByRole("button", { name: "Clear filters" }))
    expect(await table()).toBeInTheDocument()
  })

  it("are added by their ID; what is wrong with it stands at the field and nothing typed is lost", async () => {
    const { row } = await show("lisbon-choir")
    await table()
    await userEvent.click(screen.getByRole("button", { name: "Add member" }))
    const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "Their ID" })
    const dialog = screen.getByRole("dialog", { name: "Add member" })
    const submit = within(dialog).getByRole("button", { name: "Add" })
    const refused = async (typed: string, sentence: RegExp) => {
      await userEvent.clear(field)
      if (typed) await userEvent.type(field, typed)
      await userEvent.click(submit)
      await waitFor(() => expect(field).toHaveAccessibleDescription(sentence))
      expect(field).toBeInvalid()
      expect(field.value).toBe(typed)
    }
    await refused("", /Paste the person’s ID/)
    await refused("Marit", /starts with npub1/)
    await refused(`${nip19.npubEncode(NEWCOMER).slice(0, -1)}q`, /mistake/)
    await refused("nsec1zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs4rm7hz", /secret key/)
    await refused(row.members[3] ?? "", /already a member/)

    mock.behave("unavailable")
    await refused(NEWCOMER, /isn’t responding right now/)
    mock.behave("")
    await userEvent.click(submit)
    expect(await screen.findByText(`${shortId(NEWCOMER)} is now a member.`)).toBeInTheDocument()
    expect(mock.asked).toContain(`PUT /relays/${row.relay.id}/members/${NEWCOMER}`)
    await waitFor(() => expect(screen.getAllByText(shortId(NEWCOMER)).length).toBeGreaterThan(0))
  })

  it("are removed after the exact consequence was named, and come back by undo", async () => {
    const { row } = await show("lisbon-choir")
    const pubkey = row.members[2] ?? ""
    await actions(pubkey, "Remove")
    const dialog = await screen.findByRole("dialog", { name: `Remove ${shortId(pubkey)}?` })
    expect(dialog).toHaveTextContent("What they wrote stays. They can rejoin with an invite link.")
    await userEvent.click(within(dialog).getByRole("button", { name: "Remove" }))
    expect(await screen.findByText(`${shortId(pubkey)} was removed.`)).toBeInTheDocument()
    expect(row.members).not.toContain(pubkey)
    await userEvent.click(screen.getByRole("button", { name: "Undo" }))
    await waitFor(() => expect(row.members).toContain(pubkey))
  })

  it("are banned with a reason after being told that all they wrote goes, and let in again", async () => {
    const { row } = await show("lisbon-choir")
    const pubkey = row.members[2] ?? ""
    await actions(pubkey, "Ban")
    const dialog = await screen.findByRole("dialog", { name: `Ban ${shortId(pubkey)}?` })
    expect(dialog).toHaveTextContent("everything they wrote on this relay is deleted now")
    const ban = within(dialog).getByRole("button", { name: "Ban and delete" })
    await userEvent.click(ban)
    const reason = within(dialog).getByRole("textbox", { name: "Reason" })
    expect(reason).toHaveAccessibleDescription(/Say why/)
    await userEvent.type(reason, "Sells watches")
    await userEvent.click(ban)
    expect(await screen.findByText("Sells watches")).toBeInTheDocument()
    expect(row.bans).toContainEqual({ pubkey, reason: "Sells watches" })

    await userEvent.click(screen.getByRole("button", { name: `Lift ban on ${shortId(pubkey)}` }))
    expect(await screen.findByText(`${shortId(pubkey)} can join again.`)).toBeInTheDocument()
    await waitFor(() => expect(screen.queryByText("Sells watches")).not.toBeInTheDocument())
    expect(row.members).not.toContain(pubkey)
  })

  it("cannot lose the owner", async () => {
    const { row } = await show("lisbon-choir")
    await table()
    await userEvent.click(screen.getByRole("button", { name: `Actions for ${shortId(row.relay.tenant_pubkey)}` }))
    expect((await screen.findAllByRole("menuitem")).map((item) => item.textContent)).toEqual(["Copy ID"])
  })

  it("cannot be changed with moderation off: the page says so and leads to the switch", async () => {
    const { row } = await show("hands-off")
    await table()
    expect(screen.getByText("Moderation from apps is off on this relay.")).toBeInTheDocument()
    expect(screen.getByRole("link", { name: "Go to Settings" })).toHaveAttribute(
      "href",
      `/relays/${row.relay.id}/edit#experts`,
    )
    expect(screen.queryByRole("button", { name: "Add member" })).not.toBeInTheDocument()
    expect(mock.asked.filter((asked) => asked.endsWith("/bans"))).toEqual([])
  })

  it.each([
    ["nearly-full", "5 places are left."],
    ["full-house", "All places are taken."],
  ])("of %s need a larger plan soon", async (label, sentence) => {
    const { row } = await show(label)
    expect(await screen.findByText(sentence)).toBeInTheDocument()
    expect(screen.getByRole("link", { name: "Change plan" })).toHaveAttribute(
      "href",
      `/relays/${row.relay.id}/edit#plan`,
    )
  })

  it("appear by themselves when somebody joins on the relay", async () => {
    const { row, queries } = await show("lisbon-choir")
    await table()
    row.members.push(NEWCOMER)
    await queries.refetchQueries({ queryKey: keys.relayMembers(row.relay.id) })
    await waitFor(() => expect(screen.getAllByText(shortId(NEWCOMER)).length).toBeGreaterThan(0))
    const query = queries.getQueryCache().find({ queryKey: memberPagesKey(row.relay.id, "") })
    const options = query?.observers[0]?.options
    const often = (value: unknown) => (typeof value === "function" ? value(query) : value)
    expect(often(options?.refetchInterval)).toBe(5_000)
    expect(often(options?.refetchOnWindowFocus)).toBe("always")
  })

  describe("of a relay with 50,000", () => {
    const requests = () => mock.urls.filter((url) => url.includes("/members")).map((url) => url.split("/members")[1])
    const rows = async () =>
      within(await table())
        .getAllByRole("row")
        .slice(1)

    it("are shown in pages, the owner first, and are counted by the server", async () => {
      await show("open-square")
      expect((await rows())[0]).toHaveTextContent("Owner")
      expect(await rows()).toHaveLength(51)
      expect(screen.getByText("51 of 50,000 shown.", { exact: false })).toBeInTheDocument()
      expect(screen.getByText("50,000")).toBeInTheDocument()
      await userEvent.click(screen.getByRole("button", { name: "Show more" }))
      await waitFor(async () => expect((await rows()).length).toBeGreaterThan(99))
      const names = (await rows()).map((row) => row.textContent)
      expect(new Set(names).size).toBe(names.length)
      const owner = names.filter((name) => name?.includes("Owner"))
      expect(owner).toHaveLength(1)
      expect(requests().every((query) => query?.startsWith("?limit=50"))).toBe(true)
    })

    it("are searched by the server once typing pauses, in pages", async () => {
      await show("open-square")
      await table()
      const keys = "0ab{Backspace}{Backspace}0"
      await userEvent.setup({ delay: 60 }).type(screen.getByRole("searchbox"), keys)
      expect(await screen.findByText(/^50 of \d+ matching members shown\.$/)).toBeInTheDocument()
      const searches = requests().filter((query) => query?.includes("q="))
      expect(searches.at(-1)).toBe("?limit=50&q=00")
      // Each key would be a search without the delay. A slow machine may pause once.
      expect(searches.length).toBeLessThanOrEqual(2)
      await userEvent.click(screen.getByRole("button", { name: "Show more" }))
      await waitFor(async () => expect(await rows()).toHaveLength(100))
      expect(requests().at(-1)).toMatch(/^\?limit=50&q=00&cursor=00[0-9a-f]{62}$/)
    })

    it("are found by a name that the relay knows, although the row was never loaded", async () => {
      const { row } = await show("open-square")
      const someone = person(7)
      expect(row.members).toContain(someone.pubkey)
      await table()
      await userEvent.type(screen.getByRole("searchbox"), someone.name)
      await waitFor(() => expect(screen.getAllByText(shortId(someone.pubkey)).length).toBeGreaterThan(0))
    })

    it("say when names cannot be searched", async () => {
      mock.behave("nameless")
      await show("open-square")
      await table()
      await userEvent.type(screen.getByRole("searchbox"), "Hugo")
      expect(await screen.findByText(/Names can’t be searched right now/)).toBeInTheDocument()
      expect(screen.getByText("Nobody here matches “Hugo”.")).toBeInTheDocument()
    })

    it("lose one without a reload of the whole list", async () => {
      const { row } = await show("open-square")
      const pubkey = row.members[3] ?? ""
      await table()
      await userEvent.type(screen.getByRole("searchbox"), pubkey.slice(0, 16))
      await waitFor(async () => expect(await rows()).toHaveLength(1))
      await actions(pubkey, "Remove")
      await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove" }))
      expect(await screen.findByText("Nobody here matches", { exact: false })).toBeInTheDocument()
      expect(await screen.findByText("49,999")).toBeInTheDocument()
      expect(requests().filter((query) => query === "")).toEqual([])
    })
  })

  it("that cannot be read are said so, with a way to try again", async () => {
    mock.behave("unavailable")
    await show("lisbon-choir")
    const [again] = await screen.findAllByRole("button", { name: "Try again" })
    mock.behave("")
    if (again) await userEvent.click(again)
    expect(await table()).toBeInTheDocument()
  })
})
