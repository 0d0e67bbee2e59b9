import { expect, it } from "vitest"
import { pieces } from "~/domain/relay/links"

const addresses = (said: string) => pieces(said).flatMap((piece) => (piece.href ? [piece.href] : []))

it("a_text_stays_the_same_whatever_is_an_address_in_it", () => {
  for (const said of ["", "no address", "See https://a.example/x?y=1, or http://b.example.", "https://a.example"]) {
    expect(
      pieces(said)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(said)
  }
})

it("what_ends_a_sentence_is_no_part_of_an_address", () => {
  expect(addresses("Pay here: https://a.example/account?invoice=1.\nOr (http://b.example/c), now")).toEqual([
    "https://a.example/account?invoice=1",
    "http://b.example/c",
  ])
})

it("only_web_addresses_can_be_followed", () => {
  expect(addresses("javascript:alert(1) data:text/html,x ftp://a.example nostr:npub1x")).toEqual([])
})
