import { describe, expect, test } from "vitest"
import { appLinks, inviteLink, isPublic, relayHost } from "~/domain/relay/invite"

describe("links to a relay", () => {
  test("an invite link carries the host and the code", () => {
    expect(inviteLink("wss://club.example.com", "K4T9Q2ZM")).toBe(
      "https://app.flotilla.social/join?r=club.example.com&c=K4T9Q2ZM",
    )
  })

  test("a code with signs in it stays one value", () => {
    const link = new URL(inviteLink("wss://club.example.com", "a&r=evil.example"))
    expect(link.searchParams.getAll("r")).toEqual(["club.example.com"])
    expect(link.searchParams.get("c")).toBe("a&r=evil.example")
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
    expect(inviteLink("ws://club.localhost:3334", "X1")).toContain("r=ws%3A%2F%2Fclub.localhost%3A3334")
  })
})
