import { api, unwrap } from "~/api/server/client"
import { attended, onApprovalPage } from "./approval"
import { extensionKey, extensionSigner, lookForExtension } from "./nip07"
import type { Signer } from "./signer"
import { keptRemote, wipe } from "./vault"

/** Whether there is an extension, after it had time to load. */
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
 * The signer of an earlier visit, if it is available without asking the person: the extension, or a stored session with
 * a signer app. Its `pubkey` may differ if the account was switched in the extension.
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

/** Removes what this device stored. Ends the session with the signer app, even if it is not in memory. */
export async function forgetSigner(kind: Signer["kind"], pubkey: string): Promise<void> {
  const session = kind === "remote" ? await keptRemote(pubkey) : undefined
  await wipe()
  if (!session) return
  const { resumeRemote } = await import("./nip46")
  await resumeRemote(session, { demo: false, onApprovalPage: () => undefined }).close()
}
