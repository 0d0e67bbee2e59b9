import { describe, expect, test } from "vitest"
import { inOrder, matchesPerson } from "~/domain/relay/people"
import { npub } from "../../src/domain/nostr"

const MARIT = "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d"

describe("finding people", () => {
  test.each(["", "  ", "mar", "HOLE", " marit h", "npub180cvv", "3bf0c", npub(MARIT), MARIT, `nostr:${npub(MARIT)}`])(
    "%j means Marit Hole",
    (query) => {
      expect(matchesPerson(query, MARIT, "Marit Hole")).toBe(true)
    },
  )

  test.each(["jonas", "npub1zz", "f00", npub("a".repeat(64))])("%j does not", (query) => {
    expect(matchesPerson(query, MARIT, "Marit Hole")).toBe(false)
  })

  test("marks over letters do not matter", () => {
    expect(matchesPerson("asa", MARIT, "Åsa")).toBe(true)
    expect(matchesPerson("Åsa", MARIT, "asa")).toBe(true)
  })

  test("whoever has no name is found by the ID alone", () => {
    expect(matchesPerson("npub180", MARIT, undefined)).toBe(true)
    expect(matchesPerson("marit", MARIT, undefined)).toBe(false)
  })

  test("the owner and the reader stand first, the others stay as they were, nobody twice", () => {
    expect(inOrder(["c", "b", "a"], "a", "b")).toEqual(["a", "b", "c"])
    expect(inOrder(["c", "b", "a"], "a", "a")).toEqual(["a", "c", "b"])
    expect(inOrder(["c", "b"], "a", "z")).toEqual(["c", "b"])
  })
})
