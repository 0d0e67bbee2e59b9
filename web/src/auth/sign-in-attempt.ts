import { createSignal, onCleanup } from "solid-js"
import { asApiError } from "~/api/server/client"
import { approvalOver } from "./approval"
import { SignerError } from "./signer"

/** A cancellable task: at most one at a time, cancelled when its page closes. */
export function createAttempt() {
  const [busy, setBusy] = createSignal(false)
  const [error, setError] = createSignal<string>()
  let stop: AbortController | undefined

  const cancel = () => {
    stop?.abort()
    stop = undefined
    setBusy(false)
    approvalOver()
  }
  const run = async (work: (signal: AbortSignal) => Promise<unknown>): Promise<void> => {
    cancel()
    const own = new AbortController()
    stop = own
    setError(undefined)
    setBusy(true)
    try {
      await work(own.signal)
    } catch (accident) {
      if (!own.signal.aborted) setError(sentenceOf(accident))
    } finally {
      if (stop === own) {
        setBusy(false)
        approvalOver()
      }
    }
  }
  onCleanup(cancel)
  return { busy, error, run, cancel, say: setError }
}

export type Attempt = ReturnType<typeof createAttempt>

/** The sentence of an error; signers and the server provide their own. */
export const sentenceOf = (accident: unknown): string =>
  accident instanceof SignerError ? accident.message : asApiError(accident).message
