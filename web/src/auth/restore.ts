import { api, unwrap } from "~/api/server/client"
import { attended, onApprovalPage } from "./approval"
import { extensionKey, extensionSigner, lookForExtension } from "./nip07"
import type { Signer } from "./signer"
import { keptRemote, wipe } from "./vault"

/** Whether there is an extension, after it had the time to come. */
const extensionCame = () =>
  new Promise<boolean>((resolve) => {
    const end = lookForExtension(
      () => resolve(true),
      () => {
        end()
        resolve(false)
      },
    )
  })

/**
 * The signer of an earlier page, where it can be had without asking anybody: the extension, or a signer app whose session is
 * remembered. Nothing where somebody must unlock a key. Its `pubkey` may differ from the one asked for: then the account was
 * switched in the extension.
 */
export async function restoreSigner(kind: Signer["kind"], pubkey: string): Promise<Signer | undefined> {
  if (kind === "extension") {
    return (await extensionCame()) ? attended(extensionSigner(await extensionKey())) : undefined
  }
  return kind === "remote" ? restoreRemote(pubkey) : undefined
}

async function restoreRemote(pubkey: string): Promise<Signer | undefined> {
  const session = await keptRemote(pubkey)
  if (!session) return undefined
  const [{ demo }, { resumeRemote }] = await Promise.all([unwrap(api.GET("/info")), import("./nip46")])
  return attended(resumeRemote(session, { demo, onApprovalPage }))
}

/**
 * Forgets what this device remembered: the signer app is told that the session is over, also where its signer is not in
 * memory, and the vault is emptied.
 */
export async function forgetSigner(kind: Signer["kind"], pubkey: string): Promise<void> {
  const session = kind === "remote" ? await keptRemote(pubkey) : undefined
  await wipe()
  if (!session) return
  const { resumeRemote } = await import("./nip46")
  await resumeRemote(session, { demo: false, onApprovalPage: () => undefined }).close()
}
