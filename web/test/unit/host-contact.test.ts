import { expect, it } from "vitest"
import { contactAbout, hostContact } from "~/domain/host-contact"
import { npub } from "~/domain/nostr"

it("a contact of the host is an address to write to, a page or a key", () => {
  expect(hostContact("mailto:help@a.example")).toEqual({
    href: "mailto:help@a.example",
    word: "help@a.example",
    isWeb: false,
  })
  expect(hostContact("https://a.example/contact")).toEqual({
    href: "https://a.example/contact",
    word: "a.example",
    isWeb: true,
  })
  const key = npub("ab".repeat(32))
  expect(hostContact(key)?.href).toBe(`nostr:${key}`)
  expect(hostContact(key)?.word).toMatch(/^npub1.+…/)
  for (const none of ["", "javascript:alert(1)", "http://a.example", "data:text/html,x"]) {
    expect(hostContact(none), none).toBeUndefined()
  }
})

it("an email begins with the message, and its text cannot change the address", () => {
  const mail = hostContact("mailto:help@a.example")
  expect(mail && contactAbout(mail, "My relay A&B", "one\ntwo?cc=x")).toBe(
    "mailto:help@a.example?subject=My%20relay%20A%26B&body=one%0Atwo%3Fcc%3Dx",
  )
  const page = hostContact("https://a.example/contact")
  expect(page && contactAbout(page, "a", "b")).toBe("https://a.example/contact")
})
