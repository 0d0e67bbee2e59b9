import type { Signer } from "./signer"

/**
 * The signer of an earlier page, where it can be had without asking anybody: the extension, or a signer app whose session is
 * remembered. Nothing where somebody must unlock a key. Its `pubkey` may differ from the one asked for: then the account was
 * switched in the extension.
 */
export async function restoreSigner(_kind: Signer["kind"], _pubkey: string): Promise<Signer | undefined> {
  return undefined
}

/** Forgets what an earlier page remembered for this account, also where its signer is not in memory. */
export async function forgetSigner(_kind: Signer["kind"], _pubkey: string): Promise<void> {}
