// Lightning invoices, made without the product's code: what an ordinary wallet would write (BOLT 11).
import { createHash, randomBytes } from "node:crypto"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { bech32 } from "@scure/base"

const sha256 = (bytes) => createHash("sha256").update(bytes).digest()
const node = randomBytes(32)

// A number as words of five bits, the first one not zero.
function words(number, length = 0) {
  const out = []
  for (let rest = number; rest > 0; rest = Math.floor(rest / 32)) out.unshift(rest % 32)
  while (out.length < length) out.unshift(0)
  return out
}

function field(letter, content) {
  const type = "qpzry9x8gf2tvdw0s3jn54khce6mua7l".indexOf(letter)
  return [type, ...words(content.length, 2), ...content]
}

// Bytes of words, the last one filled with zeros.
function bytes(words) {
  const out = []
  let bits = 0
  let held = 0
  for (const word of words) {
    held = (held << 5) | word
    bits += 5
    if (bits >= 8) {
      bits -= 8
      out.push((held >> bits) & 255)
      held &= (1 << bits) - 1
    }
  }
  if (bits > 0) out.push((held << (8 - bits)) & 255)
  return Uint8Array.from(out)
}

// An invoice over whole satoshis that nobody on earth can pay: its chain is nobody's.
export function makeInvoice({ msats, description, expiry }) {
  const preimage = randomBytes(32)
  const hash = sha256(preimage)
  const now = Math.floor(Date.now() / 1000)
  const prefix = `lnbcrt${msats / 100}n`
  const data = [
    ...words(now, 7),
    ...field("p", bech32.toWords(hash)),
    ...field("s", bech32.toWords(randomBytes(32))),
    ...field("d", bech32.toWords(Buffer.from(description))),
    ...field("x", words(expiry)),
    ...field("9", [16, 8, 0]),
  ]
  const signed = sha256(Buffer.concat([Buffer.from(prefix), bytes(data)]))
  const signature = secp256k1.sign(signed, node, { prehash: false })
  const recoverable = Uint8Array.from([...signature.toBytes("compact"), signature.recovery])
  return {
    invoice: bech32.encode(prefix, [...data, ...bech32.toWords(recoverable)], false),
    payment_hash: hash.toString("hex"),
    preimage: preimage.toString("hex"),
    created_at: now,
    expires_at: now + expiry,
  }
}
