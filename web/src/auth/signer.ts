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
  /** The key that the extension holds now, hex; people switch accounts there. Only where that can happen. */
  current?(): Promise<string | undefined>
  /** Forgets the key: wipes it from memory, or tells the signer app that this session is over. */
  close(): Promise<void>
}

export class SignerError extends Error {
  readonly reason: "refused" | "timeout" | "cancelled" | "unreachable" | "wrong-answer"

  constructor(reason: SignerError["reason"], message: string) {
    super(message)
    this.reason = reason
  }
}
