import createClient from "openapi-fetch"
import type { paths } from "~/api/schema.gen"
import { text } from "~/i18n/en/common"
import { answered, unanswered } from "./connection"

/** Time limit of a response, in milliseconds. */
const ANSWER_WAIT_MS = 30_000

/** Public routes. They are called without a token, which would only identify the reader. */
const PUBLIC = /^\/(info|availability|plans(\/[^/]+)?|reports(\/[^/]+)?|email\/(verify|unsubscribe))$/

/** The source of tokens: the session, which is in a higher layer. */
export type Tokens = {
  /**
   * The value of the `Authorization` header, or undefined if no one is signed in. @param forAction the person caused
   * this request, so they may be asked for their key
   */
  authorization(forAction: boolean): Promise<string | undefined>
  /** Reports a refused value, which must not be sent again. */
  refused(authorization: string): void
}

let tokens: Tokens = { authorization: async () => undefined, refused: () => {} }

export function takeTokensFrom(source: Tokens) {
  tokens = source
}

/** Changes a request before it is sent. Throws an `ApiError` to cancel it. */
export type Preparation = (request: Request) => Promise<Request>

let prepare: Preparation | undefined

/** Applies this to every later request. Returns a function that stops it. */
export function prepareRequests(preparation: Preparation): () => void {
  prepare = preparation
  return () => {
    if (prepare === preparation) prepare = undefined
  }
}

/**
 * `fetch` with the caller's token on routes that are not public, bounded in time. A refused token is replaced and the
 * request is repeated once, because a 401 means that nothing was done. A token in the request is kept. `fetch` is
 * looked up at call time, so that tests can replace it.
 */
export async function send(unprepared: Request): Promise<Response> {
  const request = prepare ? await prepare(unprepared) : unprepared
  const bounded = new Request(request, {
    signal: AbortSignal.any([request.signal, AbortSignal.timeout(ANSWER_WAIT_MS)]),
  })
  const ready = bounded.headers.has("Authorization") || PUBLIC.test(new URL(bounded.url).pathname)
  return ready ? observed(bounded) : sendSigned(bounded)
}

/** Sends without a time limit, for streams. */
export async function sendSigned(request: Request): Promise<Response> {
  const forAction = request.method !== "GET"
  const authorization = await tokens.authorization(forAction)
  if (!authorization) return observed(request)
  const answer = await observed(withToken(request.clone(), authorization))
  if (answer.status !== 401) return answer
  tokens.refused(authorization)
  const fresh = await tokens.authorization(forAction)
  return fresh && fresh !== authorization ? observed(withToken(request, fresh)) : answer
}

/**
 * Sends a request with a large body, without a time limit. Never repeated: a copy of the body would be held in memory.
 */
export async function sendOnce(unprepared: Request): Promise<Response> {
  const request = prepare ? await prepare(unprepared) : unprepared
  const authorization = await tokens.authorization(true)
  return observed(authorization ? withToken(request, authorization) : request)
}

/** Reports the outcome to the connection. A proxy's error without a server (502 to 504) does not count as an answer. */
async function observed(request: Request): Promise<Response> {
  try {
    const answer = await globalThis.fetch(request)
    if (answer.status < 502 || answer.status > 504 || isOurs(answer)) answered()
    else unanswered()
    return answer
  } catch (accident) {
    if (!(accident instanceof DOMException) || accident.name !== "AbortError") unanswered()
    throw accident
  }
}

const isOurs = (answer: Response) => answer.headers.get("Content-Type")?.includes("json") ?? false

function withToken(request: Request, authorization: string): Request {
  request.headers.set("Authorization", authorization)
  return request
}

/** The API of the origin that served this page. */
export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "http://localhost", fetch: send })

/** An error of a request: a sentence for people, a code for programs. */
export class ApiError extends Error {
  /** The server's code; the app's own are `unreachable`, `slow`, `unreadable`, `locked` and `expired`. */
  readonly code: string
  /** The input at fault, by its name in the request. */
  readonly field: string | undefined
  /** The HTTP status; 0 = no response. */
  readonly status: number
  /** Seconds until the next attempt, if the server says so. */
  readonly retryAfter: number | undefined

  constructor(message: string, code: string, more: { field?: string; status?: number; retryAfter?: number } = {}) {
    super(message)
    this.name = "ApiError"
    this.code = code
    this.field = more.field
    this.status = more.status ?? 0
    this.retryAfter = more.retryAfter
  }
}

/** Whether a dependency of the server is unavailable, and the request itself is valid. */
export const isPassing = (error: unknown): boolean => error instanceof ApiError && error.status === 503

/** Whether the request conflicts with what is under way. */
export const isConflict = (error: unknown): boolean => error instanceof ApiError && error.status === 409

type Answer<T> = { data?: { data: T }; error?: unknown; response: Response }
type PageAnswer<T> = {
  data?: { data: T; next?: string; total: number; matched: number }
  error?: unknown
  response: Response
}

/** A page of a list: its rows, the counts before and after filters, and the cursor of the next page. */
export type Page<T> = { rows: T; next: string | undefined; total: number; matched: number }

/** The `data` of a response; throws an `ApiError` otherwise. */
export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<T> {
  return (await envelope(answer)).data
}

/** The rows and counts of a list's response; throws an `ApiError` otherwise. */
export async function unwrapPage<T>(answer: Promise<PageAnswer<T>>): Promise<Page<T>> {
  const { data, next, total, matched } = await envelope(answer)
  return { rows: data, next, total, matched }
}

async function envelope<E>(answer: Promise<{ data?: E; error?: unknown; response: Response }>): Promise<E> {
  const { data, error, response } = await answer.catch((accident: unknown) => {
    throw asApiError(accident)
  })
  if (error !== undefined || !response.ok) throw refusal(error, response)
  if (data === undefined) throw new ApiError(text.errors.unreadable, "unreadable", { status: response.status })
  return data
}

function refusal(error: unknown, response: Response): ApiError {
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN)
  const more = { status: response.status, ...(Number.isFinite(seconds) && { retryAfter: seconds }) }
  if (response.status === 429) return new ApiError(text.errors.tooMany(more.retryAfter), "too-many-requests", more)
  const { error: sentence, code, field } = (error ?? {}) as { error?: unknown; code?: unknown; field?: unknown }
  if (typeof sentence !== "string" || typeof code !== "string") {
    return new ApiError(text.errors.unreadable, "unreadable", more)
  }
  return new ApiError(sentence, code, { ...more, ...(typeof field === "string" && { field }) })
}

/** Converts anything thrown to an error with a sentence for people. An abort by the caller is returned unchanged. */
export function asApiError(accident: unknown): Error {
  if (accident instanceof ApiError) return accident
  if (accident instanceof DOMException && accident.name === "AbortError") return accident
  if (accident instanceof DOMException && accident.name === "TimeoutError")
    return new ApiError(text.errors.slow, "slow")
  if (accident instanceof SyntaxError) return new ApiError(text.errors.unreadable, "unreadable")
  return new ApiError(text.errors.unreachable, "unreachable")
}
