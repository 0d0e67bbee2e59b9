import { createSignal } from "solid-js"
import type { EventTemplate, SignedEvent, Signer } from "./signer"

/** An automatic signer answers faster than this. After it, the page says that it waits for the person. */
const SAY_SO_AFTER_MS = 1500

/** A pending approval: in an extension, in an app, or on a page of the signer. */
export type Approval = { kind: Signer["kind"]; page: string | undefined; cancel: () => void }

const [approval, setApproval] = createSignal<Approval>()

/** The pending approval, for the notice over any page. */
export { approval }

/** The signer requires its own page; shown as a button. */
export function onApprovalPage(page: string): void {
  setApproval((now) => (now ? { ...now, page } : { kind: "remote", page, cancel: () => setApproval(undefined) }))
}

/** Ends the pending approval. */
export const approvalOver = () => setApproval(undefined)

/** Wraps a signer so that its longer waits show in `approval` and can be cancelled there. */
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
