import { describe, expect, test } from "vitest"
import { changedProfile, isPictureAddress, profileOf } from "../../src/domain/profile"

describe("profiles written by strangers", () => {
  test("the display name comes before the name", () => {
    expect(profileOf('{"name":"marit","display_name":"Marit Hole","picture":"https://a.example/m.png"}')).toEqual({
      name: "Marit Hole",
      picture: "https://a.example/m.png",
    })
    expect(profileOf('{"name":"marit","display_name":"  "}')).toEqual({ name: "marit" })
  })

  test.each([
    ["", {}],
    ["no json", {}],
    ["null", {}],
    ["[]", {}],
    ['"text"', {}],
    ['{"name":7,"picture":{}}', {}],
  ])("%j says nothing", (content, profile) => {
    expect(profileOf(content)).toEqual(profile)
  })

  test("what turns the direction or hides is taken out, and line breaks are spaces", () => {
    expect(profileOf(JSON.stringify({ name: "Ma\u202erit\u0000 \u200bHole\n\nOwner" })).name).toBe("Marit Hole Owner")
  })

  test("a name of a thousand signs is cut between signs", () => {
    const name = profileOf(JSON.stringify({ name: "🦊".repeat(1000) })).name ?? ""
    expect(Array.from(name)).toHaveLength(48)
    expect(name.endsWith("…")).toBe(true)
  })

  test.each([
    "http://a.example/m.png",
    "javascript:alert(1)",
    "data:image/png;base64,AA",
    "m.png",
    `https://${"a".repeat(2100)}`,
  ])("%s is no picture", (picture) => {
    expect(profileOf(JSON.stringify({ picture }))).toEqual({})
  })
})

describe("a changed profile", () => {
  test("keeps all fields that were not edited", () => {
    const present = '{"name":"old","about":"I sing","nip05":"a@b.example","picture":"https://a.example/1.png"}'
    expect(JSON.parse(changedProfile(present, { name: "Ada", picture: "https://b.example/2.png" }))).toEqual({
      about: "I sing",
      nip05: "a@b.example",
      name: "Ada",
      display_name: "Ada",
      picture: "https://b.example/2.png",
    })
  })

  test("has no picture when the field is empty, and starts afresh from unreadable content", () => {
    expect(JSON.parse(changedProfile('{"picture":"https://a.example/1.png"}', { name: "Ada", picture: "" }))).toEqual({
      name: "Ada",
      display_name: "Ada",
    })
    expect(JSON.parse(changedProfile("nonsense", { name: "Ada", picture: "" })).name).toBe("Ada")
  })

  test.each(["javascript:alert(1)", "http://a.example/1.png", "a", `https://a.example/${"x".repeat(2_048)}`])(
    "takes no picture at %s",
    (address) => expect(isPictureAddress(address)).toBe(false),
  )
})
