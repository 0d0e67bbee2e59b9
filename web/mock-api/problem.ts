/** A refusal, as the server would write it. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  /** Whole seconds after which asking again makes sense. */
  readonly retryAfter: number | undefined

  constructor(status: number, code: string, error: string, more: { field?: string; retryAfter?: number } = {}) {
    super(error)
    this.status = status
    this.code = code
    this.field = more.field
    this.retryAfter = more.retryAfter
  }

  response(): Response {
    const body = { error: this.message, code: this.code, ...(this.field === undefined ? {} : { field: this.field }) }
    const headers: Record<string, string> = { "Cache-Control": "no-store" }
    if (this.retryAfter !== undefined) headers["Retry-After"] = `${this.retryAfter}`
    return Response.json(body, { status: this.status, headers })
  }
}

export const notFound = () => new Problem(404, "not-found", "Nothing was found here, or it isn’t yours.")
export const invalid = (field: string, error: string, code = "invalid") => new Problem(422, code, error, { field })
export const paymentsOff = () =>
  new Problem(409, "payments-disabled", "Payments are off here: nothing is billed, and there is nothing to pay.")
