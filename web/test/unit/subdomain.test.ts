import { expect, it } from "vitest"
import { LABEL_CHARACTERS_MAX, labelFault, labelOf } from "~/domain/relay/subdomain"

it("a label is refused for the server's reasons, in the server's order", () => {
  expect(labelFault("")).toBe("subdomain-empty")
  expect(labelFault("a".repeat(64))).toBe("subdomain-too-long")
  expect(labelFault("Ä".repeat(64))).toBe("subdomain-too-long")
  expect(labelFault("My-club")).toBe("subdomain-invalid-characters")
  expect(labelFault("my club")).toBe("subdomain-invalid-characters")
  expect(labelFault("-club")).toBe("subdomain-invalid-hyphen")
  expect(labelFault("club-")).toBe("subdomain-invalid-hyphen")
  expect(labelFault("a".repeat(63))).toBeUndefined()
  expect(labelFault("7-a--side")).toBeUndefined()
})

it.each([
  ["Tuesday Night Chess", "tuesday-night-chess"],
  ["  Øl & Łódź!  ", "ol-and-lodz"],
  ["Café “Zur Straße”", "cafe-zur-strasse"],
  ["Rosie’s Kitchen", "rosies-kitchen"],
  ["Москва", "moskva"],
  ["Ελλάδα", "ellada"],
  ["İstanbul", "istanbul"],
  ["将棋クラブ", ""],
  ["---", ""],
])("the name %s suggests the label %s", (name, label) => {
  expect(labelOf(name)).toBe(label)
})

it("a long name is cut between words, a long word where it must be", () => {
  expect(labelOf(`${"word ".repeat(12)}last words`)).toBe("word-".repeat(12).slice(0, -1))
  expect(labelOf("a".repeat(80))).toBe("a".repeat(LABEL_CHARACTERS_MAX))
})

it("whatever the name, what it suggests passes the rules or is empty", () => {
  const seed = 20_261_121
  let state = seed
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state % below
  }
  for (let round = 0; round < 2_000; round++) {
    const name = Array.from({ length: next(90) }, () => String.fromCodePoint(32 + next(0x24f))).join("")
    const label = labelOf(name)
    expect(label === "" || labelFault(label) === undefined, `seed ${seed}: ${name} → ${label}`).toBe(true)
  }
})
