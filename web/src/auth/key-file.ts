import { decrypt, encrypt } from "nostr-tools/nip49"
import { text } from "~/i18n/en/signer"
import { lockedKeyIn } from "./key-file-text"
import { SignerError } from "./signer"

/** The scrypt cost of new files: 2^16 rounds of 64 MiB, under a second on a laptop, a few on an old phone. */
const COST = 16
/** NIP-49: the key was never handled insecurely, because it is generated here. */
const NEVER_IN_THE_OPEN = 1

const wrong = (sentence: string) => new SignerError("wrong-answer", sentence)

/** Encrypts a key with a password (NIP-49). Slow on purpose, so only the Worker calls it. */
export function lock(secret: Uint8Array, password: string, cost = COST): string {
  return encrypt(secret, password, cost, NEVER_IN_THE_OPEN)
}

/** Decrypts a key; throws if it is damaged or the password is wrong. Slow on purpose, so only the Worker calls it. */
export function unlock(content: string, password: string): Uint8Array {
  const locked = lockedKeyIn(content)
  let secret: Uint8Array
  try {
    secret = decrypt(locked, password)
  } catch (error) {
    const damaged = error instanceof Error && /checksum/i.test(error.message)
    throw wrong(damaged ? text.keyFile.damaged : text.keyFile.wrongPassword)
  }
  if (secret.length !== 32) throw wrong(text.keyFile.damaged)
  return secret
}
