import type { Client } from "openapi-fetch"

/** What the types of openapi-fetch allow us to pass, as it is at run time. */
type Wanted = {
  params?: { path?: Values; query?: Values; header?: Values }
  headers?: Record<string, string>
  body?: unknown
  signal?: AbortSignal
}
type Values = Record<string, string | number | boolean | null | undefined>

/**
 * A client for the routes of `Paths`, with the types of openapi-fetch and the part of its behaviour that this API needs: JSON
 * both ways, values in path, query and headers. A third of its size, which every page loads.
 *
 * @param origin of the server, without a slash at the end
 * @param fetch every request goes through it
 */
export function makeClient<Paths extends object>(
  origin: string,
  fetch: (request: Request) => Promise<Response>,
): Pick<Client<Paths>, "GET" | "PUT" | "POST" | "PATCH" | "DELETE"> {
  const method = (method: string) => async (route: string, wanted?: Wanted) => {
    const response = await fetch(request(origin, method, route, wanted))
    const text = await response.text()
    if (response.ok) return { data: text === "" ? undefined : JSON.parse(text), response }
    return { error: jsonOr(text), response }
  }
  return {
    GET: method("GET"),
    PUT: method("PUT"),
    POST: method("POST"),
    PATCH: method("PATCH"),
    DELETE: method("DELETE"),
  } as Pick<Client<Paths>, "GET" | "PUT" | "POST" | "PATCH" | "DELETE">
}

function request(origin: string, method: string, route: string, wanted: Wanted = {}): Request {
  const { path, query, header } = wanted.params ?? {}
  const filled = route.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path?.[name])))
  const url = new URL(origin + filled)
  for (const [name, value] of given(query)) url.searchParams.set(name, value)
  const headers = new Headers(wanted.headers)
  for (const [name, value] of given(header)) headers.set(name, value)
  if (wanted.body !== undefined) headers.set("Content-Type", "application/json")
  return new Request(url, {
    method,
    headers,
    ...(wanted.body !== undefined && { body: JSON.stringify(wanted.body) }),
    ...(wanted.signal && { signal: wanted.signal }),
  })
}

function given(values: Values = {}): [string, string][] {
  return Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  )
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
