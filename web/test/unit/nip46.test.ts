import { encrypt, getConversationKey } from "nostr-tools/nip44"
import { generateSecretKey, getPublicKey } from "nostr-tools/pure"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { announceKey } from "~/auth/announce"
import { keySigner, makeKey } from "~/auth/keys"
import { connectBunker, offerScan, type RemoteNews, type RemoteSigner, resumeRemote } from "~/auth/nip46"
import type { EventTemplate } from "~/auth/signer"
import { ScriptedSigner } from "../e2e/support/signer-app"
import { NodeSocket } from "../e2e/support/sockets"
import { TestRelay } from "./support/test-relay"

const template: EventTemplate = {
  kind: 27235,
  created_at: 1_700_000_000,
  tags: [["u", "https://host.example"]],
  content: "",
}
const WAIT_MS = 5_000

let relay: TestRelay
let app: ScriptedSigner
const ends: (() => unknown)[] = []
const pages: string[] = []
const oldAnswer = vi.fn()
const news: RemoteNews = { demo: true, onApprovalPage: (page) => void pages.push(page), onOldAnswer: oldAnswer }

beforeEach(async () => {
  vi.stubGlobal("WebSocket", NodeSocket)
  relay = await TestRelay.start()
  app = new ScriptedSigner(relay.url)
  await app.start()
})
afterEach(async () => {
  vi.useRealTimers()
  for (const end of ends.splice(0)) await end()
  app.stop()
  await relay.stop()
  pages.length = 0
  oldAnswer.mockReset()
  vi.unstubAllGlobals()
})

const asked = (method: string) => app.requests.filter((request) => request.method === method)
const eventually = (check: () => void) => vi.waitFor(check, WAIT_MS)
const offer = (relays = [relay.url]) => offerScan(relays, "Caravel", "https://host.example")

function closing(signer: RemoteSigner): RemoteSigner {
  ends.push(() => signer.close())
  return signer
}

/** Time stands still from here, except where a test moves it; sockets go on. */
const holdTime = () => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })

describe("a pasted bunker link", () => {
  it("connects_asks_for_the_key_and_signs", async () => {
    const signer = closing(await connectBunker(app.bunkerLink, news))
    expect(signer.pubkey).toBe(app.pubkey)
    expect((await signer.sign(template)).pubkey).toBe(app.pubkey)
    expect(asked("connect")[0]?.params.slice(1)).toEqual(["scripted-secret", "sign_event:27235"])
    expect(JSON.parse(asked("sign_event")[0]?.params[0] ?? "")).toEqual(template)
  })

  it("with_another_word_is_refused_with_the_app_s_own_words", async () => {
    const link = app.bunkerLink.replace("scripted-secret", "another")
    await expect(connectBunker(link, news)).rejects.toThrow("It said: “wrong secret”")
  })

  it("whose_signer_answers_with_a_word_that_was_not_sent_is_not_trusted", async () => {
    app.habits.connectAnswer = "some other word"
    await expect(connectBunker(app.bunkerLink, news)).rejects.toMatchObject({ reason: "wrong-answer" })
  })

  it("whose_signer_says_nothing_is_given_up_after_a_minute", async () => {
    app.habits.silentOn = ["connect"]
    holdTime()
    const outcome = expect(connectBunker(app.bunkerLink, news)).rejects.toMatchObject({ reason: "timeout" })
    await eventuallyReal(() => asked("connect").length === 1)
    await vi.advanceTimersByTimeAsync(60_000)
    await outcome
  })

  it("is_not_waited_for_any_more_when_somebody_cancels", async () => {
    app.habits.silentOn = ["get_public_key"]
    const stop = new AbortController()
    const outcome = expect(connectBunker(app.bunkerLink, news, stop.signal)).rejects.toMatchObject({
      reason: "cancelled",
    })
    await eventually(() => expect(asked("get_public_key")).toHaveLength(1))
    stop.abort()
    await outcome
    await eventually(() => expect(relay.listeners).toBe(1))
  })

  it("over_relays_that_take_nothing_says_so", async () => {
    relay.refuses = true
    await expect(connectBunker(app.bunkerLink, news)).rejects.toMatchObject({ reason: "unreachable" })
  })
})

describe("a scanned code", () => {
  it("connects_whoever_answers_with_its_exact_word", async () => {
    const code = offer()
    const connected = code.connected(news)
    await eventually(() => expect(relay.listeners).toBe(2))
    app.scan(code.link)
    const signer = closing(await connected)
    expect(signer.pubkey).toBe(app.pubkey)
    expect(signer.session.signer).not.toBe(signer.pubkey)
  })

  it("takes_no_other_word_and_no_ack_and_tells_the_latter", async () => {
    const code = offer()
    const connected = code.connected(news)
    await eventually(() => expect(relay.listeners).toBe(2))
    app.habits.scanAnswer = new URL(code.link).searchParams.get("secret")?.toUpperCase() ?? ""
    app.scan(code.link)
    app.habits.scanAnswer = "ack"
    app.scan(code.link)
    await eventually(() => expect(oldAnswer).toHaveBeenCalledOnce())
    expect(app.requests).toEqual([])
    app.habits = {}
    app.scan(code.link)
    closing(await connected)
  })

  it("stays_the_same_while_all_relays_are_away_and_works_when_they_are_back", async () => {
    const { port } = relay
    app.stop()
    await relay.stop()
    const code = offer([`ws://127.0.0.1:${port}`])
    const connected = code.connected(news)
    relay = await TestRelay.start(port)
    await app.start()
    await eventually(() => expect(relay.listeners).toBe(2))
    app.scan(code.link)
    closing(await connected)
  })

  it("works_when_one_of_its_relays_is_down", async () => {
    const code = offer(["ws://127.0.0.1:1", relay.url])
    const connected = code.connected(news)
    await eventually(() => expect(relay.listeners).toBe(2))
    app.scan(code.link)
    expect((await closing(await connected).sign(template)).pubkey).toBe(app.pubkey)
  })

  it("runs_out_after_five_minutes_and_ends_at_once_when_told_to", async () => {
    holdTime()
    const late = expect(offer().connected(news)).rejects.toMatchObject({ reason: "timeout" })
    await vi.advanceTimersByTimeAsync(300_000)
    await late
    const stop = new AbortController()
    const cancelled = expect(offer().connected(news, stop.signal)).rejects.toMatchObject({ reason: "cancelled" })
    stop.abort()
    await cancelled
  })

  it("has_a_new_key_and_a_new_word_each_time", () => {
    const [one, other] = [new URL(offer().link), new URL(offer().link)]
    expect(one.host).not.toBe(other.host)
    expect(one.searchParams.get("secret")).not.toBe(other.searchParams.get("secret"))
  })
})

describe("what the app signs", () => {
  const connect = async () => closing(await connectBunker(app.bunkerLink, news))

  it("and_the_messages_that_it_opens", async () => {
    const signer = await connect()
    const friend = generateSecretKey()
    const message = encrypt("hello", getConversationKey(friend, app.pubkey))
    expect(await signer.nip44Decrypt(getPublicKey(friend), message)).toBe("hello")
    app.habits.refuses = "not now"
    await expect(signer.nip44Decrypt(getPublicKey(friend), message)).rejects.toThrow("It said: “not now”")
  })

  it("is_checked_against_what_was_asked_and_whose_key_it_is", async () => {
    const signer = await connect()
    const stranger = keySigner(makeKey())
    app.habits.tamper = (signed) => ({ ...signed, content: "pay" })
    await expect(signer.sign(template)).rejects.toMatchObject({ reason: "wrong-answer" })
    const theirs = await stranger.sign(template)
    app.habits.tamper = () => theirs
    await expect(signer.sign(template)).rejects.toThrow(/a different key/)
    app.habits.tamper = (signed) => ({ ...signed, sig: "0".repeat(128) })
    await expect(signer.sign(template)).rejects.toThrow(/signature/)
    app.habits.tamper = () => "not an event"
    await expect(signer.sign(template)).rejects.toThrow(/couldn’t read/)
  })

  it("or_refuses_to_is_told_in_its_own_words_cut_short", async () => {
    const signer = await connect()
    app.habits.refuses = "n".repeat(5000)
    const failure: Error = await signer.sign(template).catch((error) => error)
    expect(failure.message).toMatch(/^The signer app refused. It said: “n{200}”.$/)
  })

  it("after_a_page_of_its_own_is_waited_for_anew", async () => {
    const signer = await connect()
    app.habits.approvalPage = "https://signer.example/approve"
    holdTime()
    const signed = signer.sign(template)
    await vi.advanceTimersByTimeAsync(50_000)
    await eventuallyReal(() => pages.length === 1)
    await vi.advanceTimersByTimeAsync(50_000)
    app.approve()
    expect((await signed).pubkey).toBe(app.pubkey)
    expect(pages).toEqual(["https://signer.example/approve"])
  })

  it("is_not_waited_for_when_that_page_is_not_safe_to_open", async () => {
    const signer = await connect()
    for (const page of ["javascript:alert(1)", "http://far.example/", "file:///etc/passwd"]) {
      app.habits.approvalPage = page
      await expect(signer.sign(template)).rejects.toThrow(/unsafe page/)
    }
    expect(pages).toEqual([])
  })

  it("goes_on_after_a_reload_with_the_session_that_was_kept", async () => {
    const signer = await connect()
    const session = { ...signer.session, clientKey: signer.session.clientKey.slice() }
    const again = closing(resumeRemote(session, news))
    expect((await again.sign(template)).pubkey).toBe(app.pubkey)
  })
})

describe("closing", () => {
  it("tells_the_app_wipes_our_key_and_signs_nothing_more", async () => {
    const signer = await connectBunker(app.bunkerLink, news)
    await signer.close()
    expect(asked("logout")).toHaveLength(1)
    expect([...signer.session.clientKey]).toEqual(new Array(32).fill(0))
    await expect(signer.sign(template)).rejects.toMatchObject({ reason: "unreachable" })
    await eventually(() => expect(relay.listeners).toBe(1))
  })

  it("waits_two_seconds_for_an_app_that_is_not_there", async () => {
    const signer = await connectBunker(app.bunkerLink, news)
    app.habits.silentOn = ["logout"]
    holdTime()
    const closed = signer.close()
    await vi.advanceTimersByTimeAsync(2_000)
    await closed
    expect([...signer.session.clientKey]).toEqual(new Array(32).fill(0))
  })
})

describe("a new key", () => {
  const key = (relays: string[]) => ({ name: "Ines", relays, mailboxes: [relay.url] })

  it("publishes_its_name_its_relays_and_its_mailbox", async () => {
    const secret = makeKey()
    expect(getPublicKey(secret)).toMatch(/^[0-9a-f]{64}$/)
    expect(await announceKey(keySigner(secret), key(["ws://127.0.0.1:1", relay.url]))).toBe(true)
    const published = new Map(relay.taken.map(({ kind, tags, content }) => [kind, { tags, content }]))
    expect(published.get(0)).toEqual({ tags: [], content: '{"name":"Ines","display_name":"Ines"}' })
    expect(published.get(10002)?.tags).toEqual([
      ["r", "ws://127.0.0.1:1"],
      ["r", relay.url],
    ])
    expect(published.get(10050)?.tags).toEqual([["relay", relay.url]])
  })

  it("does_not_fail_when_no_relay_accepts_it", async () => {
    relay.refuses = true
    expect(await announceKey(keySigner(makeKey()), key([relay.url]))).toBe(false)
    expect(await announceKey(keySigner(makeKey()), key([]))).toBe(false)
    holdTime()
    const late = announceKey(keySigner(makeKey()), { ...key(["ws://127.0.0.1:1"]), mailboxes: [] })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await late).toBe(false)
  })
})

/** Waits for the network while the clock stands still. */
async function eventuallyReal(check: () => boolean): Promise<void> {
  const end = performance.now() + WAIT_MS
  while (!check()) {
    if (performance.now() > end) throw new Error("waited in vain")
    await new Promise((resolve) => setImmediate(resolve))
  }
}
