import { text } from "~/i18n/en/signer"
import { SignerError } from "./signer"

/** How long a person has to approve something. */
export const APPROVAL_WAIT_MS = 60_000

/** The limit of a wait, and the message when it ends. */
export type Bound = { ms: number; late: string; signal?: AbortSignal | undefined }

/** The error of a cancelled wait. */
export const cancelled = () => new SignerError("cancelled", text.cancelled)

/**
 * The outcome of `work`, or a `SignerError` after `ms` milliseconds (`timeout`) or when the signal aborts
 * (`cancelled`). The work itself continues, because signers cannot cancel a request.
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
