import { createSignal } from "solid-js"
import type { EventTemplate, SignedEvent, Signer } from "./signer"

/** A signer that answers by itself does so faster than this; later it waits for the person, and the page says so. */
const SAY_SO_AFTER_MS = 1500

/** Somebody has to approve something elsewhere: in an extension, in an app, or on that page of the signer's. */
export type Approval = { kind: Signer["kind"]; page: string | undefined; cancel: () => void }

const [approval, setApproval] = createSignal<Approval>()

/** What a signer waits for at this moment, for the notice over any page. */
export { approval }

/** The signer sends the person to a page of its own; shown as a button with the wait at hand. */
export function onApprovalPage(page: string): void {
  setApproval((now) => (now ? { ...now, page } : { kind: "remote", page, cancel: () => setApproval(undefined) }))
}

/** What waited is over. */
export const approvalOver = () => setApproval(undefined)

/** The same signer, whose longer waits show in `approval` and can be ended there. */
export function attended(signer: Signer): Signer {
  const waited = async <T>(work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const stop = new AbortController()
    const cancel = () => stop.abort()
    const timer = setTimeout(() => {
      setApproval((now) => ({ kind: signer.kind, page: now?.page, cancel }))
    }, SAY_SO_AFTER_MS)
    signal?.addEventListener("abort", cancel)
    if (signal?.aborted) cancel()
    try {
      return await work(stop.signal)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener("abort", cancel)
      setApproval(undefined)
    }
  }
  return {
    ...signer,
    sign: (event: EventTemplate, signal?: AbortSignal): Promise<SignedEvent> =>
      waited((stopped) => signer.sign(event, stopped), signal),
    nip44Decrypt: (from: string, ciphertext: string, signal?: AbortSignal): Promise<string> =>
      waited((stopped) => signer.nip44Decrypt(from, ciphertext, stopped), signal),
  }
}
