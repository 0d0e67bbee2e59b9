import type { components } from "../../src/api/schema.gen"
import { estimate } from "../../src/domain/billing/money"
import { text } from "../../src/features/marketing/words/en/marketing"

type Schemas = components["schemas"]

/** What the running program says about itself. */
export type Server = { info: Schemas["Info"]; plans: Schemas["Plan"][] }

/**
 * How a claim is proven: by a check of `test/e2e/claims.test.ts` against the running program, or by a test of the project.
 * A statement is about the world outside the program, or a promise of conduct, and has a reason instead.
 */
export type Proof = { check: string } | { test: string; named: string } | { statement: string }

export type Claim = {
  by: readonly Proof[]
  /** Whether this server makes the claim on its first page. Absent: every server. */
  on?: (server: Server) => boolean
}

const check = (name: string): Proof => ({ check: name })
const statement = (why: string): Proof => ({ statement: why })
const walk = (file: string, named: string): Proof => ({ test: `web/test/e2e/${file}.test.ts`, named })
const java = (path: string, named: string): Proof => ({
  test: `control/src/test/java/caravel/control/${path}.java`,
  named,
})
const engine = (path: string, named: string): Proof => ({
  test: `engine/src/test/java/caravel/engine/${path}.java`,
  named,
})

const host = ({ info }: Server) => info.hosts[0]?.features
const takes = (way: "card" | "lightning") => (server: Server) => server.info.payment_methods.includes(way)
const isPaid = ({ info }: Server) => info.payment_methods.length > 0
const isFreeOffered = ({ plans }: Server) => plans.some((plan) => !plan.hidden && plan.price.amount === 0)

const KIT = [java("api/TransfersTest", "the_exit_kit_has_everything_and_the_key_only_on_request"), check("exit-kit")]
const KEYS = [
  check("nothing-is-asked"),
  walk("login", "creates_a_key_in_one_form_and_returns_with_nothing_kept_but_the_locked_file"),
]
const FORGIVEN = [
  check("grace"),
  java("billing/core/CollectingTest", "it_is_forgiven_exactly_when_due_after_one_last_look"),
  walk("billing", "a payment that is missed: reminders, offline at the end of its days, and back with a clean slate"),
]
const NOSTR = [statement("How Nostr works; no program of ours decides it")]
const JOINING = [walk("invite", "a copied invite link opens a page on the relay's own address, which says how to join")]

/** Every sentence of the first page that claims something. */
export const CLAIMS: Readonly<Record<string, Claim>> = {
  "A home for your community that you hold the keys to": { by: KEYS },
  "Give your club, team or neighbourhood a place of its own online, with a member list you control and rules you set.":
    {
      by: [
        walk("members", "somebody is added, writes, is banned with all they wrote, and let back in"),
        check("rules"),
      ],
    },
  "You choose the name, and everyone owns what they write.": { by: [check("signed")] },
  "No email address, no phone number, no card.": { by: [check("nothing-is-asked")] },
  "It’s the place where your group meets.": { by: [check("signed")] },
  "It has its own address, members and rules, and it opens in free apps on phones and computers.": {
    by: [check("own-address"), statement("The apps are of others, and free when this was written")],
  },
  "A web address of your own on this server.": { by: [check("own-address")] },
  "You see as you type whether it’s available.": { by: [check("address-while-typing")] },
  "Invite people with a link or a code to scan.": { by: JOINING },
  "Remove or ban anyone who doesn’t belong.": {
    by: [walk("members", "somebody is added, writes, is banned with all they wrote, and let back in")],
  },
  "Decide who can read, post, join and invite.": { by: [check("rules")] },
  "Changes take effect right away.": { by: [check("rules")] },
  "Open rooms for everyone, and private or hidden ones for some.": {
    by: [walk("manage-rooms", "a private room is created, filled, renamed and deleted with its messages")],
    on: (server) => host(server)?.rooms === true,
  },
  "Search finds what was said in them.": { by: [check("search")], on: (server) => host(server)?.rooms === true },
  "On plans that include them, members share photos and files, which are stored with your relay.": {
    by: [check("files"), java("api/RelayFilesTest", "the_usage_and_all_pages_are_listed")],
    on: (server) => host(server)?.blossom === true,
  },
  "You see them all, and delete what shouldn’t be there.": {
    by: [java("api/RelayFilesTest", "a_deletion_is_recorded_once")],
    on: (server) => host(server)?.blossom === true,
  },
  "On plans that include them, members talk in voice and video calls in their rooms.": {
    by: [check("calls"), engine("http/LivekitHandlerTest", "only_members_join_a_call_in_a_private_room")],
    on: (server) => host(server)?.livekit === true,
  },
  "Use your logo, or keep the flag we draw for every new relay.": {
    by: [java("relay/FieldRulesTest", "icons_are_nothing_or_https_or_a_picture_in_a_data_url")],
  },
  "Three steps, and no server to look after": {
    by: [walk("newcomer", "from the first page to a copied invite link takes at most four screens and six presses")],
  },
  "Type it, and you see right away whether the address is available.": { by: [check("address-while-typing")] },
  "If it’s taken, we suggest one that isn’t.": { by: [check("address-while-typing")] },
  "Choose one and change whenever you like.": {
    by: [walk("billing", "another plan says what it costs before it is chosen, and the bill is that")],
    on: (server) => !isFreeOffered(server),
  },
  "You see the exact cost before you confirm.": {
    by: [walk("billing", "another plan says what it costs before it is chosen, and the bill is that")],
  },
  "Your relay is ready in seconds.": { by: [check("ready-in-seconds")] },
  "Share one link, and people can join from a phone or computer.": { by: JOINING },
  "Anyone with this link can join": { by: JOINING },
  "On most platforms you rent: the account, the member list and every message belong to the landlord.": {
    by: [statement("About other platforms")],
  },
  "Here they don’t.": { by: [...KEYS, ...KIT] },
  "You and your members log in with keys that you hold, not with accounts that belong to us.": { by: KEYS },
  "The same key works in every app on the same open network, Nostr.": { by: NOSTR },
  "Every message is signed by its author.": { by: [check("signed")] },
  "Any Nostr app can read it here and repost it elsewhere, and it’s still provably theirs.": { by: [check("signed")] },
  "Download everything as one file whenever you like: messages, photos and files, members and settings.": { by: KIT },
  "Relays here speak the same protocol as zooid, which is free software, so you can run one yourself or move to another host.":
    {
      by: [
        ...KIT,
        statement("zooid is free software of others; conformance/ compares this engine with its recorded answers"),
      ],
    },
  "One price per relay.": { by: [check("price")] },
  "No fee per member, no fee per message, no contract.": { by: [check("price")] },
  "There is no debt.": { by: FORGIVEN, on: isPaid },
  "Payments are off on this server.": { by: [check("payments-off")], on: (server) => !isPaid(server) },
  "You can use paid plans; nothing is charged.": { by: [check("payments-off")], on: (server) => !isPaid(server) },
  "A host has some power over what it hosts.": { by: [statement("An opinion")] },
  "You should know exactly how much before you trust one.": { by: [statement("An opinion")] },
  "Take a relay offline or suspend an account: when an invoice isn’t paid, or when the law or the operator of this server requires it.":
    {
      by: [java("api/TenantsTest", "a_suspended_tenant_goes_offline_with_all_its_relays_and_comes_back")],
    },
  "You get the reason in writing.": {
    by: [java("api/NoticeRoutesTest", "notices_of_a_relays_suspension_and_return_have_the_reason")],
  },
  "Read what is written in a relay, as any host can.": { by: [check("signed")] },
  "We do so only to keep the service running, or when the law requires it.": {
    by: [statement("A promise of conduct")],
  },
  "See which key owns a relay, who its members are, and what is paid for it.": { by: [check("price")] },
  "Read private messages between members.": {
    by: [engine("session/PublishingTest", "conformance_135_receipts_and_gift_wraps_to_a_member_come_from_anybody")],
  },
  "Their apps encrypt them before they reach us.": { by: [statement("Apps encrypt private messages (NIP-17)")] },
  "Post as you or as a member.": { by: [check("signed")] },
  "Every message is signed with a key we don’t have.": { by: KEYS },
  "Take anyone’s key away, or stop you from opening the same community somewhere else.": {
    by: [check("no-account-is-closed"), java("api/TransfersTest", "a_suspended_tenant_exports_and_does_not_import")],
  },
  "Each relay is separate, with its own key and its own database file, on a zooid-compatible engine.": {
    by: [check("own-address"), engine("http/TenantIsolationTest", "files_and_lists_of_files_are_separate")],
  },
  "NIP-43, with NIP-42 authentication": { by: [check("nips")] },
  "NIP-86, members and bans": { by: [check("nips")] },
  "NIP-09, NIP-40, NIP-70": { by: [check("nips")] },
  "NIP-50, NIP-45, NIP-77": { by: [check("nips")] },
  "Lines of JSON, or an exit kit": { by: KIT },
  "Extension, remote signer or encrypted key file": {
    by: [
      walk("login", "finds_one_that_comes_late_and_logs_in"),
      walk("login", "connects_by_a_bunker_link_with_the_approval_page_as_a_button"),
      walk("login", "opens_a_key_file_and_asks_only_its_password_next_time"),
    ],
  },
  "NIP-98, per session or per request": { by: [java("auth/AuthenticatorTest", "a_session_is_good_for_many_calls")] },
  "This demo runs on your own computer.": { by: [check("demo")], on: ({ info }) => info.demo },
  "Browsers and curl resolve .localhost names themselves; from Node or Java, connect to 127.0.0.1 and send the name as the Host header.":
    {
      by: [check("demo")],
      on: ({ info }) => info.demo,
    },
  "Nostr is an open way to log in and send messages that no single company owns.": { by: NOSTR },
  "Think of email: anyone can run a mail server, and you can switch to another.": { by: NOSTR },
  "That’s all you need to know to run a relay here.": {
    by: [walk("newcomer", "a newcomer has a community in which a second person writes, and watches them arrive")],
  },
  "Open your invite link.": { by: JOINING },
  "It leads to Flotilla, an app for communities; in other Nostr apps they enter the address and the code.": {
    by: JOINING,
  },
  "People already on Nostr log in with their own key, and new people get one as they join.": { by: JOINING },
  "We never ask for an email address or a phone number.": { by: [check("nothing-is-asked")] },
  "Nobody can get it back, because we never had it.": {
    by: [walk("newcomer", "a newcomer has a community in which a second person writes, and watches them arrive")],
  },
  "That’s why you can’t finish signing up until you’ve saved a key file and chosen its password.": {
    by: [walk("login", "goes_on_only_after_the_file_was_saved_with_the_password_that_stands_there")],
  },
  "Keep both, and you can log in on any device.": {
    by: [walk("login", "opens_a_key_file_and_asks_only_its_password_next_time")],
  },
  "Payments are off on this server: you can use paid plans, and nothing is charged.": {
    by: [check("payments-off")],
    on: (server) => !isPaid(server),
  },
  "You pay by card.": {
    by: [check("ways-to-pay")],
    on: (server) => takes("card")(server) && !takes("lightning")(server),
  },
  "You can pay by card, or with a Lightning wallet if you have one.": {
    by: [check("ways-to-pay")],
    on: (server) => takes("card")(server) && takes("lightning")(server),
  },
  "Yes, a little.": { by: [check("ways-to-pay")], on: (server) => isPaid(server) && !takes("card")(server) },
  "You pay over Lightning, from any wallet that supports it.": {
    by: [check("ways-to-pay"), walk("billing", "a connected wallet pays what is open, and the next month by itself")],
    on: (server) => isPaid(server) && !takes("card")(server),
  },
  "Prices are in sats, the smallest unit of bitcoin.": {
    by: [check("price")],
    on: (server) => isPaid(server) && !takes("card")(server) && server.info.currency === "sat",
  },
  "Yes, in the relay’s settings, as often as you like.": {
    by: [walk("billing", "another plan says what it costs before it is chosen, and the bill is that")],
  },
  "You just can’t choose a plan that’s too small for your members.": {
    by: [java("api/RelaysTest", "a_plan_too_small_for_the_present_members_is_refused")],
  },
  "In the relay’s settings you download its exit kit: one file with messages, photos and files, members and settings, and the commands to use it elsewhere.":
    {
      by: KIT,
    },
  "Your members keep their keys.": { by: KEYS },
  "An address on this server stays here.": { by: [check("own-address")] },
  "Give your community its own address": { by: [check("own-address")] },
  "All it takes is a name and a few minutes.": {
    by: [walk("newcomer", "from the first page to a copied invite link takes at most four screens and six presses")],
  },
}

/** The claims whose words depend on the server, by their place in the words; nothing where the server does not make one. */
export const SPOKEN: Readonly<Record<string, Claim & { said: (server: Server) => string | undefined }>> = {
  "hero.free": {
    by: [check("price")],
    said: ({ plans }) => {
      const free = plans.find((plan) => !plan.hidden && plan.price.amount === 0)
      return free && text.hero.free(free.members)
    },
  },
  "steps.plan.textFree": {
    by: [check("price"), walk("billing", "another plan says what it costs before it is chosen, and the bill is that")],
    said: ({ plans }) => {
      const free = plans.find((plan) => !plan.hidden && plan.price.amount === 0)
      return free && text.steps.plan.textFree(free.name)
    },
  },
  "plans.atRate": {
    by: [check("price")],
    said: ({ info, plans }) => {
      const paid = plans.find((plan) => !plan.hidden && plan.price.amount > 0)
      return paid && info.currency === "sat" ? text.plans.atRate(estimate(paid.amount)) : undefined
    },
  },
  "debt.on": {
    by: FORGIVEN,
    said: ({ info }) => {
      const ways = info.payment_methods.map((way) => text.debt.ways[way]).join(text.debt.ways.or)
      return ways ? text.debt.on(ways, info.grace_days) : undefined
    },
  },
  "questions.stopOn": {
    by: FORGIVEN,
    said: ({ info }) => (info.payment_methods.length > 0 ? text.questions.stopOn(info.grace_days) : undefined),
  },
  "what.served": { by: [check("features")], said: (server) => features(server, true, text.what.served) },
  "what.later": { by: [check("features")], said: (server) => features(server, false, text.what.later) },
  "foot.version": { by: [check("version")], said: ({ info }) => text.foot.version(info.version) },
}

function features(server: Server, served: boolean, say: (names: readonly string[]) => string): string | undefined {
  const names = (Object.keys(text.what.features) as (keyof typeof text.what.features)[])
    .filter((feature) => host(server)?.[feature] === served)
    .map((feature) => text.what.features[feature])
  return names.length > 0 ? say(names) : undefined
}

/** Places in the words that claim nothing: labels, names, questions, examples, and answers to what a visitor types. */
export const CLAIM_NOTHING: readonly RegExp[] = [
  /^nav\./,
  /^start$/,
  /^hero\.(label|placeholder|checking|available|taken|card\..*)$/,
  /^what\.(title|picture|facts\.\d\.0|ifServed\.\w+\.0|features\..*)$/,
  /^steps\.(done|name\.(title|example|good)|plan\.title|invite\.(title|copy))$/,
  /^yours\.(title|facts\.\d\.0)$/,
  /^plans\.(title|startFree|choose|yes\..*)$/,
  /^debt\.ways\./,
  /^trust\.(title|can|cannot)$/,
  /^nostr\.(title|address|api|rows\.\d\.0|served|later|features\..*)$/,
  /^questions\.(title|lead|bitcoin|stop|\w+\.0)$/,
  /^foot\.(runBy|runByOperator|zooid|status)$/,
]

/** Short answers before a claim. */
export const ANSWERS: readonly string[] = ["Yes.", "No."]

/** Every string and function of the words, with its place. */
export function* leaves(words: unknown, place = ""): Generator<[place: string, leaf: unknown]> {
  if (typeof words !== "object" || words === null) yield [place, words]
  else for (const [name, part] of Object.entries(words)) yield* leaves(part, place ? `${place}.${name}` : name)
}

/** The sentences of a text. */
export const sentencesOf = (said: string): string[] => said.trim().split(/(?<=[.?!])\s+(?=[^a-z])/)
