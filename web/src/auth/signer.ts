/** What a signer is asked to sign (NIP-01, without id, pubkey and sig). */
export type EventTemplate = { kind: number; created_at: number; tags: string[][]; content: string }

export type SignedEvent = EventTemplate & { id: string; pubkey: string; sig: string }

/**
 * Whoever holds a key: a browser extension (NIP-07), a signer app (NIP-46), or a key in this page's memory. Every call is
 * bounded in time and ends at once when its signal aborts; a refusal is a `SignerError` with a sentence for people.
 */
export interface Signer {
  readonly kind: "extension" | "remote" | "key"
  /** Hex, 64 digits. */
  readonly pubkey: string
  /** The signed event; kind, tags and content are the ones given and the key is `pubkey`, or it throws. */
  sign(event: EventTemplate, signal?: AbortSignal): Promise<SignedEvent>
  /**
   * The text that `from` encrypted for this key (NIP-44). Throws `unable` where this signer cannot open messages,
   * `wrong-answer` where the text was encrypted by somebody else or for somebody else.
   */
  nip44Decrypt(from: string, ciphertext: string, signal?: AbortSignal): Promise<string>
  /** The key that the extension holds now, hex; people switch accounts there. Only where that can happen. */
  current?(): Promise<string | undefined>
  /** Forgets the key: wipes it from memory, or tells the signer app that this session is over. */
  close(): Promise<void>
}

export class SignerError extends Error {
  readonly reason: "refused" | "timeout" | "cancelled" | "unreachable" | "wrong-answer" | "unable"

  constructor(reason: SignerError["reason"], message: string) {
    super(message)
    this.reason = reason
  }
}
