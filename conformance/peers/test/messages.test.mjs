// What the product seals and wraps, opened by nostr-tools. A Java test holds the file against the code of today.
import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { describe, it } from "node:test"
import * as nip04 from "nostr-tools/nip04"
import * as nip17 from "nostr-tools/nip17"
import { getPublicKey, verifyEvent } from "nostr-tools/pure"

const vectors = async (name) =>
  JSON.parse(await readFile(new URL(`../../../nostr/src/test/resources/vectors/${name}.json`, import.meta.url), "utf8"))
const { alice, bob, texts } = await vectors("nostr-tools")
const ours = await vectors("caravel")
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"))

describe("private messages of ours, in nostr-tools", () => {
  it("are opened by their reader: author, time, text", () => {
    assert.equal(ours.wraps.length, texts.length)
    ours.wraps.forEach((wrap, i) => {
      assert.ok(verifyEvent(wrap))
      const rumor = nip17.unwrapEvent(wrap, bytes(bob))
      assert.equal(rumor.kind, 14)
      assert.equal(rumor.content, texts[i])
      assert.equal(rumor.pubkey, getPublicKey(bytes(alice)))
      assert.equal(rumor.created_at, ours.now)
      assert.deepEqual(rumor.tags, [["p", getPublicKey(bytes(bob))]])
    })
  })

  it("are not opened by anybody else", () => {
    assert.throws(() => nip17.unwrapEvent(ours.wraps[0], bytes(alice)))
  })

  it("of the old kind are read as well", () => {
    ours.nip04.forEach((payload, i) => {
      assert.equal(nip04.decrypt(bytes(bob), getPublicKey(bytes(alice)), payload), texts[i])
    })
  })
})
