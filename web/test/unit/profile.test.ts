import { describe, expect, test } from "vitest"
import { profileOf } from "../../src/domain/profile"

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
