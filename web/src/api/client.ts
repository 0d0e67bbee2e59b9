import createClient from "openapi-fetch"
import type { paths } from "./schema.gen"

/** The API of the origin that served this page. `fetch` is looked up at call time, so that a test can replace it. */
export const api = createClient<paths>({ baseUrl: "", fetch: (request) => globalThis.fetch(request) })

/** A refusal of the server: a sentence for people and a code for programs. */
export class ApiError extends Error {
  readonly code: string

  constructor(message: string, code: string) {
    super(message)
    this.code = code
  }
}

type Answer<T> = { data?: { data: T }; error?: { error: string; code: string } }

/** The `data` of an answer's envelope; throws the server's refusal, or what to say when there was no answer. */
export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error } = await answer.catch((): Answer<T> => {
    throw new ApiError("No connection to the server.", "unreachable")
  })
  if (error) throw new ApiError(error.error, error.code)
  if (!data) throw new ApiError("The server's answer could not be read.", "unreadable")
  return data.data
}
