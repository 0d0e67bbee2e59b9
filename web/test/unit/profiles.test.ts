import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure"
import { afterEach, describe, expect, test, vi } from "vitest"
import { fetchProfileEvent, fetchProfiles } from "../../src/api/indexers"

const secret = generateSecretKey()
const pubkey = getPublicKey(secret)
const profile = (name: string, created_at = 1_700_000_000) =>
  finalizeEvent({ kind: 0, created_at, tags: [], content: JSON.stringify({ name }) }, secret)

type Answer = (say: (message: unknown) => void, request: unknown[]) => void

/** Relays by address, as far as this page can tell: what it opens, sends, hears and closes. */
const relays = new Map<string, Answer>()
const closed: string[] = []

function open(url: string): WebSocket {
  const answer = relays.get(url)
  const socket = {
    onopen: () => {},
    onerror: () => {},
    onmessage: (_: { data: unknown }) => {},
    send: (text: string) =>
      answer?.((message) => queueMicrotask(() => socket.onmessage({ data: message })), JSON.parse(text)),
    close: () => closed.push(url),
  }
  queueMicrotask(() => (answer ? socket.onopen() : socket.onerror()))
  return socket as unknown as WebSocket
}

function relay(answer: Answer): string {
  const url = `wss://${relays.size}.example.com`
  relays.set(url, answer)
  return url
}

const sends = (...events: unknown[]) =>
  relay((say) => {
    for (const event of events) say(JSON.stringify(["EVENT", "profiles", event]))
    say(JSON.stringify(["EOSE", "profiles"]))
  })

afterEach(() => {
  vi.useRealTimers()
  relays.clear()
  closed.length = 0
})

const ask = (urls: string[], authors: string[]) => fetchProfiles(urls, authors, open)

describe("profiles from indexer relays", () => {
  test("all people are asked for in one request, and the newest of all relays counts", async () => {
    const requests: unknown[] = []
    const first = relay((say, request) => {
      requests.push(request)
      say(JSON.stringify(["EVENT", "profiles", profile("old")]))
      say(JSON.stringify(["EOSE", "profiles"]))
    })
    const second = sends(profile("new", 1_700_000_001))
    const other = "c".repeat(64)
    expect(await ask([first, second], [pubkey, other])).toEqual({ [pubkey]: { name: "new" } })
    expect(requests).toEqual([["REQ", "profiles", { kinds: [0], authors: [pubkey, other], limit: 2 }]])
  })

  test("a forged newer one does not hide the genuine one", async () => {
    const forged = { ...profile("evil", 1_700_000_009), content: '{"name":"admin"}' }
    const url = sends(forged, { ...profile("x"), tags: [null] }, profile("genuine"))
    expect(await ask([url], [pubkey])).toEqual({ [pubkey]: { name: "genuine" } })
  })

  test("nonsense, strangers, other kinds and times to come are passed over", async () => {
    const stranger = finalizeEvent({ kind: 0, created_at: 1, tags: [], content: "{}" }, generateSecretKey())
    const note = finalizeEvent({ kind: 1, created_at: 1, tags: [], content: "{}" }, secret)
    const url = relay((say) => {
      say("not json")
      say(new ArrayBuffer(3))
    })
    const later = profile("later", Math.floor(Date.now() / 1000) + 90_000)
    const other = sends(stranger, note, later, null, { kind: 0 }, [], "text")
    expect(await ask([other, url], [pubkey])).toEqual({})
  })

  test("a message of megabytes is not read", async () => {
    const url = sends(profile("a".repeat(100_000), 1_700_000_001), profile("short"))
    expect(await ask([url], [pubkey])).toEqual({ [pubkey]: { name: "short" } })
  })

  test("one that sends more than anybody needs is left", async () => {
    let heard = 0
    const url = relay((say) => {
      for (let at = 0; at < 400; at++) say("x".repeat(30_000))
      say(JSON.stringify(["EVENT", "profiles", profile("late")]))
      heard += 1
    })
    expect(await ask([url], [pubkey])).toEqual({})
    expect(heard).toBe(1)
    expect(closed).toContain(url)
  })

  test("relays that are not there, or have no address at all, are no error", async () => {
    expect(await ask(["wss://nobody.example.com"], [pubkey])).toEqual({})
    expect(await ask([], [pubkey])).toEqual({})
    const refuses = () => {
      throw new SyntaxError("no address")
    }
    expect(await fetchProfiles(["nonsense"], [pubkey], refuses)).toEqual({})
  })

  test("a silent relay is left after five seconds, with what others said", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    const silent = relay(() => {})
    let answer: unknown
    ask([silent, sends(profile("there"))], [pubkey]).then((names) => {
      answer = names
    })
    await vi.advanceTimersByTimeAsync(4_999)
    expect(closed).not.toContain(silent)
    await vi.advanceTimersByTimeAsync(1)
    expect(closed).toContain(silent)
    await vi.waitFor(() => {
      vi.runAllTimers()
      expect(answer).toEqual({ [pubkey]: { name: "there" } })
    })
  })
})

describe("the profile event that a change starts from", () => {
  test("is the newest genuine one", async () => {
    const forged = { ...profile("forged", 1_700_000_009), content: "{}" }
    const found = await fetchProfileEvent(
      [sends(profile("old")), sends(forged, profile("new", 1_700_000_001))],
      pubkey,
      open,
    )
    expect(JSON.parse(found?.content ?? "")).toEqual({ name: "new" })
  })

  test("is null where a relay answered that there is none", async () => {
    expect(await fetchProfileEvent([sends(), "wss://silent.example.com"], pubkey, open)).toBeNull()
  })

  test("is an error where no relay answered, so that no field is lost unread", async () => {
    const refuses = relay((say) => say(JSON.stringify(["CLOSED", "profiles", "error: busy"])))
    await expect(fetchProfileEvent([refuses, "wss://silent.example.com"], pubkey, open)).rejects.toThrow()
  })
})
