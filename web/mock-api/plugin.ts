import { readFileSync } from "node:fs"
import type { IncomingMessage, ServerResponse } from "node:http"
import { Readable } from "node:stream"
import type { Connect, Plugin } from "vite"
import { ACCOUNTS } from "./people.ts"
import { MockApi } from "./server.ts"
import { VARIANTS } from "./variant.ts"

/** What the server sends with its page. A development server's own scripts would not pass it, so only the built app gets it. */
export const POLICY = readFileSync(
  new URL("../../control/src/main/resources/web/content-security-policy.txt", import.meta.url),
  "utf8",
)
  .trim()
  .replace("{more}", "")

const PAGE_HEADERS = {
  "Content-Security-Policy": POLICY,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
}

/** Serves the app and the mock from one origin, as the real server does: `vite --mode mock`, `vite preview --mode mock`. */
export function mockApi(): Plugin {
  return {
    name: "caravel-mock-api",
    apply: (_, { mode }) => mode === "mock",
    configureServer: (server) => {
      server.middlewares.use(answering(new MockApi(), false))
      server.httpServer?.once("listening", () => setTimeout(() => server.config.logger.info(greeting()), 0))
    },
    configurePreviewServer: (server) => {
      server.middlewares.use(answering(new MockApi(), true))
    },
  }
}

function greeting(): string {
  const keys = Object.values(ACCOUNTS).map(({ name, nsec, sees }) => `  ${name.padEnd(9)} ${nsec}  ${sees}`)
  const variants = Object.entries(VARIANTS).map(([name, what]) => `  ?mock=${name.padEnd(12)} ${what}`)
  return [
    "",
    "Sign in with one of these keys:",
    ...keys,
    "",
    "Behave otherwise (?mock= takes it back):",
    ...variants,
    "",
  ].join("\n")
}

function answering(api: MockApi, built: boolean): Connect.NextHandleFunction {
  return (request, response, next) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`)
    if (isPage(request, url.pathname)) {
      if (built) for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value)
      const wanted = url.searchParams.get("mock")
      if (wanted !== null)
        response.setHeader("Set-Cookie", `mock=${encodeURIComponent(wanted)}; Path=/; SameSite=Strict`)
      next()
    } else if (api.knows(url.pathname)) {
      void answer(api, request, response, url)
    } else {
      next()
    }
  }
}

/** The server's rule: `/` and `/login` are always the app, elsewhere a navigation is told by its `Accept`. */
function isPage(request: IncomingMessage, path: string): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false
  return path === "/" || path === "/login" || (request.headers.accept ?? "").includes("text/html")
}

async function answer(api: MockApi, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string") headers.set(name, value)
  }
  const method = request.method ?? "GET"
  const body =
    method === "GET" || method === "HEAD" ? undefined : await new Response(Readable.toWeb(request) as BodyInit).text()
  const answered = await api.handle(new Request(url, { method, headers, ...(body === undefined ? {} : { body }) }))
  response.writeHead(answered.status, Object.fromEntries(answered.headers))
  if (!answered.body) return void response.end()
  const reader = answered.body.getReader()
  response.on("close", () => void reader.cancel())
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    response.write(value)
  }
  response.end()
}
