import { describe, expect, it } from "vitest"
import { approvalPage, offerLink, offerRelays, parseBunkerLink } from "~/auth/connection-link"

const KEY = "a".repeat(64)

describe("a pasted connection link", () => {
  it("tells_the_signer_its_relays_and_its_word", () => {
    const link = parseBunkerLink(` bunker://${KEY}?relay=wss%3A%2F%2Fone.example&relay=wss://two.example&secret=s%20x `)
    expect(link).toEqual({ signer: KEY, relays: ["wss://one.example/", "wss://two.example/"], secret: "s x" })
  })

  it("goes_to_no_relay_that_is_not_encrypted_unless_it_is_on_this_machine", () => {
    const link = parseBunkerLink(
      `bunker://${KEY}?relay=ws://far.example&relay=ws://localhost:1&relay=wss://user:pw@x.example`,
    )
    expect(link.relays).toEqual(["ws://localhost:1/"])
  })

  const wrong: [string, RegExp][] = [
    ["", /Paste the connection link/],
    ["nsec1qqqq", /secret key/],
    ["nostrconnect://abc?relay=wss://x.example", /comes from an app like this one/],
    ["https://example.com", /not a connection link/],
    [`bunker://${KEY}`, /has no relay in it/],
    [`bunker://${KEY}?relay=ws://far.example`, /has no relay in it/],
    ["bunker://abc?relay=wss://x.example", /wrong length/],
  ]
  for (const [pasted, sentence] of wrong) {
    it(`that_is_${JSON.stringify(pasted.slice(0, 20))}_is_refused_with_its_sentence`, () => {
      expect(() => parseBunkerLink(pasted)).toThrow(sentence)
    })
  }
})

describe("the code to scan", () => {
  it("asks_for_nothing_but_the_signature_of_a_login", () => {
    const link = new URL(
      offerLink({
        client: KEY,
        relays: ["wss://one.example"],
        secret: "word",
        name: "A & B",
        url: "https://host.example",
      }),
    )
    expect(link.protocol).toBe("nostrconnect:")
    expect(Object.fromEntries(link.searchParams)).toEqual({
      relay: "wss://one.example",
      secret: "word",
      perms: "sign_event:27235",
      name: "A & B",
      url: "https://host.example",
    })
  })

  it("stays_on_this_machine_in_a_demo", () => {
    const demo = { demo: true, indexer_relays: ["ws://localhost:3334"] }
    expect(offerRelays(demo)).toEqual(["ws://localhost:3334/"])
  })

  it("names_two_relays_or_more_and_the_host_s_own_elsewhere", () => {
    expect(offerRelays({ demo: false, indexer_relays: [] }).length).toBeGreaterThanOrEqual(2)
    const relays = offerRelays({ demo: false, indexer_relays: ["wss://own.example", "ws://far.example"] })
    expect(relays).toContain("wss://own.example/")
    expect(relays.every((relay) => relay.startsWith("wss://"))).toBe(true)
    expect(relays.length).toBeLessThanOrEqual(4)
  })
})

describe("a signer's own approval page", () => {
  const cases: [unknown, boolean, boolean][] = [
    ["https://signer.example/approve?id=1", false, true],
    ["http://signer.example/approve", false, false],
    ["http://signer.example/approve", true, false],
    ["http://localhost:8080/approve", false, false],
    ["http://localhost:8080/approve", true, true],
    ["http://127.0.0.1/approve", true, true],
    ["http://localhost.evil.example/approve", true, false],
    ["https://user:password@signer.example/", false, false],
    ["javascript:alert(1)", true, false],
    ["data:text/html,x", true, false],
    ["//signer.example", false, false],
    [7, true, false],
    [undefined, true, false],
  ]
  for (const [url, demo, opens] of cases) {
    it(`${String(url)} ${opens ? "may be opened" : "is not opened"}${demo ? " in a demo" : ""}`, () => {
      expect(approvalPage(url, demo) !== undefined).toBe(opens)
    })
  }
})
