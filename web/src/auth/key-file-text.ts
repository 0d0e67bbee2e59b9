import { text } from "~/i18n/en/signer"
import { SignerError } from "./signer"

/** 2^20 rounds of scrypt take a gigabyte, the most that a browser allows. */
const COST_MOST = 20
const VERSION = 2
const FILE_BYTES = 91
const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

const wrong = (sentence: string) => new SignerError("wrong-answer", sentence)

/**
 * The locked key in a pasted text or a file; throws the message for the field. Its cost is checked before any
 * computation, because a hostile file could require all memory.
 */
export function lockedKeyIn(content: string): string {
  const value = content.trim()
  if (!value) throw wrong(text.keyFile.empty)
  const found = /ncryptsec1[02-9ac-hj-np-z]+/i.exec(value)?.[0].toLowerCase()
  if (!found) throw wrong(/nsec1|^[0-9a-f]{64}$/i.test(value) ? text.keyFile.plainKey : text.keyFile.notAKeyFile)
  const [version, cost] = firstBytes(found)
  const whole = Math.floor(((found.length - "ncryptsec1".length - 6) * 5) / 8) === FILE_BYTES
  if (!whole || version !== VERSION || cost === undefined) throw wrong(text.keyFile.damaged)
  if (cost > COST_MOST) throw wrong(text.keyFile.tooHard)
  return found
}

/** The first two bytes of the bech32 data: version and cost. */
function firstBytes(locked: string): [number | undefined, number | undefined] {
  const words = [...locked.slice("ncryptsec1".length, "ncryptsec1".length + 4)].map((letter) =>
    ALPHABET.indexOf(letter),
  )
  if (words.length < 4) return [undefined, undefined]
  const bits = words.reduce((sum, word) => sum * 32 + word, 0)
  return [bits >> 12, (bits >> 4) & 0xff]
}
