import { lock, unlock } from "./key-file"
import { SignerError } from "./signer"

/** The request to the Worker: encrypt this key, or decrypt that file. */
export type ScryptQuestion =
  | { ask: "lock"; secret: Uint8Array; password: string }
  | { ask: "unlock"; locked: string; password: string }

export type ScryptAnswer =
  | { locked: string }
  | { secret: Uint8Array }
  | { reason: SignerError["reason"]; sentence: string }
  | { broken: true }

/** The response to one request. Wipes the encrypted key. */
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
