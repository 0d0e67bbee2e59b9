import { ApiError } from "./client"

/**
 * Sends requests that must not be done twice. After an answer that was lost, the same body goes out under the same Idempotency-Key, so that
 * the server answers what it did; after any other answer the next request has a key of its own.
 */
export function createOnce() {
  let last: { written: string; key: string } | undefined
  return async <T>(body: unknown, send: (header: { "Idempotency-Key": string }) => Promise<T>): Promise<T> => {
    const written = JSON.stringify(body)
    if (last?.written !== written) last = { written, key: crypto.randomUUID() }
    try {
      const answer = await send({ "Idempotency-Key": last.key })
      last = undefined
      return answer
    } catch (refusal) {
      if (refusal instanceof ApiError && refusal.status >= 400 && refusal.status < 500) last = undefined
      throw refusal
    }
  }
}
