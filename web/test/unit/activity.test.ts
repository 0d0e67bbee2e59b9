import { describe, expect, test } from "vitest"
import { type Activity, byDay, isRoutine, peopleIn, tell } from "~/domain/relay/activity"

const OWNER = "a".repeat(64)
const ADMIN = "b".repeat(64)
const MARIT = "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d"

const entry = (activity_type: string, detail: Record<string, unknown> = {}, actor = OWNER): Activity =>
  ({
    id: "1",
    tenant_pubkey: OWNER,
    created_at: 1_800_000_000,
    activity_type,
    resource_type: "relay",
    resource_id: "r",
    actor,
    detail,
  }) as Activity

const plans: Record<string, string> = { free: "Free", basic: "Basic" }
const said = (activity: Activity) => tell(activity, { viewer: OWNER, planName: (id) => plans[id] }).sentence

describe("the history as sentences", () => {
  test.each([
    [{ changed: ["info_icon"] }, "You changed the picture"],
    [{ changed: ["info_name", "info_description"] }, "You changed the name and the description"],
    [
      { changed: ["policy_public_read", "policy_public_write", "policy_public_join"] },
      "You changed who can read, who can post and who can join",
    ],
    [
      { changed: ["subdomain"], subdomain: { from: "chess", to: "chess-porto" } },
      "You changed the address from chess to chess-porto",
    ],
    [{ changed: ["plan_id"], plan_id: { from: "free", to: "basic" } }, "You changed the plan from Free to Basic"],
    [{ changed: ["plan_id"], plan_id: { from: "gold", to: "basic" } }, "You changed the plan from gold to Basic"],
    [
      { changed: ["plan_id", "blossom_enabled"], plan_id: { from: "free", to: "basic" } },
      "You changed the plan and photos and files",
    ],
    [{ changed: ["tide_table"] }, "You changed tide table"],
    [{ changed: [] }, "You saved the settings"],
    [{ changed: "nonsense", subdomain: 3 }, "You saved the settings"],
    [{}, "You saved the settings"],
  ])("a change of %j", (detail, sentence) => {
    expect(said(entry("update_relay", detail))).toBe(sentence)
  })

  test.each([
    [{ imported: 1, known: 0, invalid: 0 }, "You imported 1 message"],
    [{ imported: 12_000, members: 1, bans: 0 }, "You imported 12,000 messages, 1 member and 0 bans"],
  ])("an import of %j", (detail, sentence) => {
    expect(said(entry("import_relay", detail))).toBe(sentence)
  })

  test.each([
    ["create_room", { name: "Board" }, "You created the room “Board”"],
    ["update_room", { name: "" }, "You changed a room"],
    ["delete_room", { name: "Board" }, "You deleted the room “Board” with all its messages"],
    ["add_room_member", { name: "Board" }, "You added a member to the room “Board”"],
    ["remove_room_member", { name: "Board" }, "You removed a member from the room “Board”"],
  ])("%s of %j", (type, detail, sentence) => {
    expect(said(entry(type, detail))).toBe(sentence)
  })

  test.each([
    ["create_relay", "You created the relay"],
    ["adopt_relay", "The relay moved here from an earlier platform"],
    ["deactivate_relay", "You took the relay offline"],
    ["activate_relay", "You brought the relay back online"],
    ["delete_relay", "You deleted the relay"],
    ["mark_relay_delinquent", "The relay went offline because an invoice wasn’t paid"],
    ["complete_relay_sync", "The relay is online and up to date"],
    ["verify_domain", "The DNS records of the custom domain are right, and the relay has the domain"],
    ["create_tenant", "You opened the account"],
    ["update_tenant", "You changed the account"],
    ["suspend_tenant", "You suspended the account"],
    ["unsuspend_tenant", "You lifted the account’s suspension"],
    ["create_invoice", "An invoice was issued"],
    ["pay_invoice", "An invoice was paid"],
    ["void_invoice", "You voided an invoice"],
  ])("%s", (type, sentence) => {
    expect(said(entry(type))).toBe(sentence)
  })

  test("a custom domain is named", () => {
    const detail = { custom_domain: "choir.example" }
    expect(said(entry("verify_domain", detail))).toBe(
      "The DNS records of choir.example are right, and the relay has the domain",
    )
    expect(said(entry("release_domain", detail))).toBe(
      "The relay lost choir.example, because its DNS records were wrong for 7 days",
    )
  })

  test("an invoice that nobody voided has no culprit, and why it is void is said in words", () => {
    const why = (reason: string) => tell(entry("void_invoice", { reason }, "billing"), { viewer: OWNER })
    expect(why("forgiven")).toEqual({ topic: "money", sentence: "An invoice wasn’t paid in time and was forgiven" })
    expect(why("replaced").sentence).toBe("An invoice was replaced because relays or plans changed")
    expect(why("written_off").sentence).toBe("The host wrote off an invoice")
    expect(why("written_off").detail).toBeUndefined()
  })

  test("the host's deeds are the host's, with the reason", () => {
    expect(tell(entry("suspend_relay", { reason: "Spam" }, ADMIN), { viewer: OWNER })).toEqual({
      topic: "status",
      sentence: "The host suspended the relay",
      detail: "Reason: Spam",
    })
  })

  test("says what became of money, with the sum and the reason", () => {
    const total = { amount: 4_000, currency: "sat" }
    const money = (type: string, detail: Record<string, unknown> = {}, actor = ADMIN, viewer = OWNER) =>
      tell(entry(type, { total, ...detail }, actor), { viewer })
    expect(money("refund_invoice", { paid_by: "processor", reason: "Charged twice" })).toEqual({
      topic: "money",
      sentence: "The host refunded 4,000 sats",
      detail: "Reason: Charged twice",
    })
    expect(money("refund_invoice", { paid_by: "operator", reason: "" }, ADMIN, ADMIN)).toEqual({
      topic: "money",
      sentence: "You recorded a refund of 4,000 sats, paid back outside this site",
    })
    const sentences = [
      money("refund_invoice", { paid_by: "processor", reason: "" }, "billing"),
      money("fail_refund", {}, "billing"),
      money("open_dispute", {}, "billing"),
      money("close_dispute", { status: "won" }, "billing"),
      money("close_dispute", { status: "lost" }, "billing"),
      money("book_payment", { reason: "Cash" }),
      money("give_credit", { reason: "Thanks" }, ADMIN, ADMIN),
      money("pay_invoice", { method: "oob", booked_by_operator: true }),
      money("give_credit", { total: undefined }),
    ].map(({ sentence }) => sentence)
    expect(sentences).toEqual([
      "The host refunded 4,000 sats",
      "The refund of 4,000 sats failed, so nothing was refunded",
      "A card payment of 4,000 sats was disputed at the bank",
      "The dispute over 4,000 sats ended: the payment stays",
      "The dispute over 4,000 sats was lost: the payment was reversed",
      "The host booked a payment of 4,000 sats that came outside this site",
      "You gave 4,000 sats of credit",
      "An invoice was paid outside this site",
      "The host gave an unknown amount of credit",
    ])
  })

  test("an operator reads of the owner", () => {
    expect(tell(entry("deactivate_relay"), { viewer: ADMIN }).sentence).toBe("The owner took the relay offline")
  })

  test("a failure carries what the relay's host said", () => {
    expect(tell(entry("fail_relay_sync", { error: "host is taken" }, "system")).detail).toBe(
      "The server said: host is taken",
    )
  })

  test("people are named, by their ID where nothing else is known", () => {
    expect(said(entry("ban_member", { pubkey: MARIT, reason: "" }))).toBe("You banned npub180c…jh6w6")
    const named = tell(entry("add_member", { pubkey: MARIT }), { viewer: OWNER, personName: () => "Marit" })
    expect(named.sentence).toBe("You added Marit")
    expect(said(entry("remove_member", { pubkey: "nobody" }))).toBe("You removed a member")
    expect(
      peopleIn([entry("add_member", { pubkey: MARIT }), entry("ban_member", { pubkey: MARIT }), entry("x")]),
    ).toEqual([MARIT])
  })

  test("what the team does is said with their names, and what operators do is not", () => {
    const as = (actor: string, type: string, detail: Record<string, unknown>) =>
      tell({ ...entry(type, detail), actor }, { viewer: OWNER, personName: () => "Marit" }).sentence
    expect(as(MARIT, "remove_member", { pubkey: OWNER, actor_role: "moderator" })).toBe("Marit removed Marit")
    expect(as(MARIT, "create_invite", {})).toBe("The host created an invite link")
    expect(as(MARIT, "leave_team", { pubkey: MARIT, actor_role: "co_owner" })).toBe("Marit left the team")
    expect(as(MARIT, "accept_transfer", {})).toBe("Marit took over the relay from its former owner")
    expect(as(OWNER, "set_team_role", { pubkey: MARIT, role: "co_owner" })).toBe("You made Marit a co-owner")
    expect(as(OWNER, "offer_transfer", { pubkey: MARIT })).toBe("You offered the relay to Marit")
    expect(peopleIn([{ ...entry("create_invite", { actor_role: "moderator" }), actor: MARIT }])).toEqual([MARIT])
  })

  test("removed messages and dismissed reports are told", () => {
    const removed = tell(entry("ban_event", { event: "0a", pubkey: MARIT, reason: "No ads" }), { viewer: OWNER })
    expect(removed).toEqual({
      topic: "people",
      sentence: "You removed a message by npub180c…jh6w6",
      detail: "Reason: No ads",
    })
    expect(said(entry("ban_event", { event: "0a" }))).toBe("You removed a message by a member")
    expect(said(entry("unban_event", { event: "0a" }))).toBe("You allowed a removed message again")
    expect(said(entry("unban_event", { event: "0a", restored: true }))).toBe("You restored a removed message")
    expect(said(entry("dismiss_report", { subject: "0a", reports: 1 }))).toBe("You dismissed a report")
    expect(said(entry("dismiss_report", { subject: "0a", reports: 3 }))).toBe("You dismissed 3 reports")
  })

  test("a kind nobody has heard of is still readable", () => {
    expect(said(entry("paint_hull_green"))).toBe("You: paint hull green")
  })

  test("entries stand under their days, in their order", () => {
    const at = (created_at: number) => ({ created_at })
    expect(byDay([at(25), at(24), at(9)], (moment) => `day ${Math.floor(moment / 10)}`)).toEqual([
      { day: "day 2", entries: [at(25), at(24)] },
      { day: "day 0", entries: [at(9)] },
    ])
    expect(byDay([], String)).toEqual([])
  })

  test("what only confirms is routine", () => {
    expect(isRoutine(entry("complete_relay_sync"))).toBe(true)
    expect(isRoutine(entry("fail_relay_sync"))).toBe(false)
  })
})
