import { expect, it } from "vitest"
import { relayAddress } from "~/domain/address"

it("a relay on this machine has no TLS, any other has", () => {
  expect(relayAddress("my-club", "localhost:3334")).toBe("ws://my-club.localhost:3334")
  expect(relayAddress("my-club", "example.com")).toBe("wss://my-club.example.com")
  expect(relayAddress("my-club", "localhost.example.com")).toBe("wss://my-club.localhost.example.com")
})
