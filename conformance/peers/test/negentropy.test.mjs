// A reconciliation (NIP-77) that nostr-tools starts. A Java test holds the recorded answers against the code of today.
import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { describe, it } from "node:test"
// The package has this module and does not export it.
import { Negentropy, NegentropyStorageVector } from "../node_modules/nostr-tools/lib/esm/nip77.js"

const id = (i) => createHash("sha256").update(`event ${i}`).digest("hex")
const ids = (rest) => Array.from({ length: 12 }, (_, i) => id(100 * i + rest)).sort()

describe("negentropy with nostr-tools", () => {
  it("finds the events that each side lacks", async () => {
    const file = new URL("../../../nostr/src/test/resources/vectors/negentropy.json", import.meta.url)
    const { rounds } = JSON.parse(await readFile(file, "utf8"))
    const storage = new NegentropyStorageVector()
    for (let i = 0; i < 1200; i++) if (i % 100 !== 1) storage.insert(1_700_000_000 + (i % 97), id(i))
    storage.seal()
    const client = new Negentropy(storage, 4096)
    const have = []
    const need = []
    let query = client.initiate()
    for (const round of rounds) {
      assert.equal(query, round.query)
      query = client.reconcile(
        round.answer,
        (have_) => have.push(have_),
        (need_) => need.push(need_),
      )
    }
    assert.equal(query, null)
    assert.deepEqual(have.sort(), ids(0))
    assert.deepEqual(need.sort(), ids(1))
  })
})
