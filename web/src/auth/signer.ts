/** An event to sign (NIP-01, without id, pubkey and sig). */
export type EventTemplate = { kind: number; created_at: number; tags: string[][]; content: string }

export type SignedEvent = EventTemplate & { id: string; pubkey: string; sig: string }

/**
 * The holder of a key: a browser extension (NIP-07), a signer app (NIP-46), or a key in this page's memory. Every call
 * is bounded in time and ends when its signal aborts. A refusal is a `SignerError` with a sentence for people.
 */
export interface Signer {
  readonly kind: "extension" | "remote" | "key"
  /** Hex, 64 digits. */
  readonly pubkey: string
  /** The signed event. Throws unless kind, tags and content are the given ones and the key is `pubkey`. */
  sign(event: EventTemplate, signal?: AbortSignal): Promise<SignedEvent>
  /**
   * Decrypts a text of `from` for this key (NIP-44). Throws `unable` if the signer cannot decrypt, `wrong-answer` if
   * the text is from or for another key.
   */
  nip44Decrypt(from: string, ciphertext: string, signal?: AbortSignal): Promise<string>
  /** The extension's current key, hex; people may switch accounts there. Only for signers that can switch. */
  current?(): Promise<string | undefined>
  /** Wipes the key from memory, or ends the session with the signer app. */
  close(): Promise<void>
}

export class SignerError extends Error {
  readonly reason: "refused" | "timeout" | "cancelled" | "unreachable" | "wrong-answer" | "unable"

  constructor(reason: SignerError["reason"], message: string) {
    super(message)
    this.reason = reason
  }
}
