import { decrypt, encrypt } from "nostr-tools/nip49"
import { text } from "~/i18n/en/signer"
import { lockedKeyIn } from "./key-file-text"
import { SignerError } from "./signer"

/** scrypt's cost of the files we make: 2^16 rounds of 64 MiB, under a second on a laptop, a few on an old phone. */
const COST = 16
/** NIP-49: the key was never handled in the open. Ours is made here and was not. */
const NEVER_IN_THE_OPEN = 1

const wrong = (sentence: string) => new SignerError("wrong-answer", sentence)

/** Locks a key with a password (NIP-49). Slow on purpose: only the Worker calls this. */
export function lock(secret: Uint8Array, password: string, cost = COST): string {
  return encrypt(secret, password, cost, NEVER_IN_THE_OPEN)
}

/** Opens a locked key; throws when it is damaged or the password is another. Slow on purpose: only the Worker calls this. */
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
