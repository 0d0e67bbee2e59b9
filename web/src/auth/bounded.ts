import { text } from "~/i18n/en/signer"
import { SignerError } from "./signer"

/** How long a person has to approve something before the wait ends with a sentence. */
export const APPROVAL_WAIT_MS = 60_000

/** How far a wait goes, and what is said when it ends. */
export type Bound = { ms: number; late: string; signal?: AbortSignal | undefined }

/** The error of a wait that somebody stopped. */
export const cancelled = () => new SignerError("cancelled", text.cancelled)

/**
 * The outcome of `work`, or a `SignerError` when `ms` milliseconds are over (`timeout`) or the signal aborts (`cancelled`).
 * The work itself goes on unheard: signers know no way to take a question back.
 */
export function bounded<T>(work: PromiseLike<T>, bound: Bound): Promise<T> {
  return new Promise((resolve, reject) => {
    const { signal } = bound
    const timer = setTimeout(() => settle(() => reject(new SignerError("timeout", bound.late))), bound.ms)
    const onAbort = () => settle(() => reject(cancelled()))
    const settle = (outcome: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", onAbort)
      outcome()
    }
    if (signal?.aborted) onAbort()
    signal?.addEventListener("abort", onAbort)
    work.then(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error)),
    )
  })
}
