import type { Client } from "openapi-fetch"

type Call = {
  params?: {
    path?: Record<string, string | number>
    query?: Record<string, unknown>
    header?: Record<string, unknown>
  }
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}
const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"] as const
type Method = (typeof METHODS)[number]

/**
 * Calls routes by the types that are made from the contract, as openapi-fetch does, of which it has only what our own
 * routes need: values of path, query and header, a body of JSON, an answer of JSON.
 *
 * @param origin without a slash at its end
 * @param fetch rejects where nobody answered; this is left to whoever called
 */
export function callerOf<Paths extends object>(
  origin: string,
  fetch: (request: Request) => Promise<Response>,
): Pick<Client<Paths>, Method> {
  const call =
    (method: Method) =>
    async (path: string, { params, body, headers, signal }: Call = {}) => {
      const url = new URL(
        origin + path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(`${params?.path?.[name]}`)),
      )
      for (const [name, value] of given(params?.query)) url.searchParams.set(name, value)
      const request = new Request(url, {
        method,
        headers: {
          ...(body !== undefined && { "Content-Type": "application/json" }),
          ...headers,
          ...Object.fromEntries(given(params?.header)),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      })
      const response = await fetch(request)
      const said = await response.text()
      if (response.ok) return { data: said ? JSON.parse(said) : undefined, response }
      return { error: readable(said), response }
    }
  return Object.fromEntries(METHODS.map((method) => [method, call(method)])) as Pick<Client<Paths>, Method>
}

/** What has a value, as text. */
const given = (values: Record<string, unknown> = {}): [string, string][] =>
  Object.entries(values).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, `${value}`]]))

/** A proxy's refusal need not be JSON. */
function readable(said: string): unknown {
  try {
    return JSON.parse(said)
  } catch {
    return said
  }
}
