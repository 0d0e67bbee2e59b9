// Writes what nostr-tools makes, for the Java tests to read: node support/vectors.mjs > FILE
import * as nip04 from "nostr-tools/nip04"
import * as nip17 from "nostr-tools/nip17"
import { nip47 } from "nostr-tools"
import { getPublicKey } from "nostr-tools/pure"

const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"))
const alice = "11".repeat(32)
const bob = "22".repeat(32)
const texts = ["Your invoice of 10,000 sat is due on 31 January: https://caravel.example/account?invoice=1", "ß 😀 \"quoted\"\n", "x"]

const to = { publicKey: getPublicKey(bytes(bob)) }
const connection = `nostr+walletconnect://${getPublicKey(bytes(bob))}?relay=${encodeURIComponent("wss://relay.example.com")}&secret=${alice}`
const { pubkey, secret } = nip47.parseConnectionString(connection)

console.log(
  JSON.stringify(
    {
      source: "nostr-tools 2.25.2, made by conformance/peers/support/vectors.mjs",
      alice,
      bob,
      texts,
      nip04: texts.map((text) => nip04.encrypt(bytes(alice), to.publicKey, text)),
      wraps: texts.map((text) => nip17.wrapEvent(bytes(alice), to, text)),
      connection,
      request: await nip47.makeNwcRequestEvent(pubkey, bytes(secret), "lnbcrt1"),
    },
    null,
    1,
  ),
)
