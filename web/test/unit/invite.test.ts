import { describe, expect, test } from "vitest"
import { appLinks, flotillaInvite, inviteId, isPublic, relayHost } from "~/domain/relay/invite"

describe("links to a relay", () => {
  test("a link for Flotilla carries the host and the code", () => {
    expect(flotillaInvite("wss://club.example.com", "K4T9Q2ZM")).toBe(
      "https://app.flotilla.social/join?r=club.example.com&c=K4T9Q2ZM",
    )
  })

  test("a code with signs in it stays one value", () => {
    const link = new URL(flotillaInvite("wss://club.example.com", "a&r=evil.example"))
    expect(link.searchParams.getAll("r")).toEqual(["club.example.com"])
    expect(link.searchParams.get("c")).toBe("a&r=evil.example")
  })

  test("the id of a code is its SHA-256", () => {
    expect(inviteId("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  })

  test("the host is what stands after the scheme", () => {
    expect(relayHost("wss://club.example.com/")).toBe("club.example.com")
    expect(relayHost("ws://club.localhost:3334")).toBe("club.localhost:3334")
  })

  test("every app gets the address in its own form", () => {
    expect(appLinks("wss://club.example.com")).toEqual([
      { name: "Flotilla", href: "https://app.flotilla.social/spaces/club.example.com" },
      { name: "Coracle", href: "https://coracle.social/relays/club.example.com" },
      { name: "Jumble", href: "https://jumble.social/?r=wss%3A%2F%2Fclub.example.com" },
    ])
  })

  test("an address of this machine alone is offered to no app on the web", () => {
    expect(isPublic("ws://club.localhost:3334")).toBe(false)
    expect(appLinks("ws://club.localhost:3334")).toEqual([])
    expect(flotillaInvite("ws://club.localhost:3334", "X1")).toContain("r=ws%3A%2F%2Fclub.localhost%3A3334")
  })
})
