import { lock, unlock } from "./key-file"
import { SignerError } from "./signer"

/** What the Worker is asked: lock this key, or open that file. */
export type ScryptQuestion =
  | { ask: "lock"; secret: Uint8Array; password: string }
  | { ask: "unlock"; locked: string; password: string }

export type ScryptAnswer =
  | { locked: string }
  | { secret: Uint8Array }
  | { reason: SignerError["reason"]; sentence: string }
  | { broken: true }

/** The answer to one question; the key that was locked is wiped. */
export function answerTo(question: ScryptQuestion): ScryptAnswer {
  try {
    if (question.ask === "unlock") return { secret: unlock(question.locked, question.password) }
    return { locked: lock(question.secret, question.password) }
  } catch (error) {
    return error instanceof SignerError ? { reason: error.reason, sentence: error.message } : { broken: true }
  } finally {
    if (question.ask === "lock") question.secret.fill(0)
  }
}

addEventListener("message", (message: MessageEvent<ScryptQuestion>) => {
  const answer = answerTo(message.data)
  const moved = "secret" in answer ? [answer.secret.buffer] : []
  postMessage(answer, { transfer: moved })
})
