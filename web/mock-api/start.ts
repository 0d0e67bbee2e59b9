import { MockApi } from "./server.ts"

/** A mock in the place of `fetch`, with time in the test's hand. */
export type RunningMock = {
  api: MockApi
  /** Variants that hold for every request from now on (see variant.ts); `""` for none. */
  behave: (variants: string) => void
  /** Does what the server would have done by now: each call takes one step of what is under way. */
  step: () => void
  /** The requests so far, as `GET /path`. */
  asked: string[]
  /** The paths with their queries. */
  urls: string[]
  stop: () => void
}

/**
 * Puts a mock in the place of `fetch`. Nothing happens by itself: a relay that is being set up moves on at `step()`.
 * Call `stop()` after each test.
 */
export function startMock(now: () => number = () => Math.floor(Date.now() / 1000)): RunningMock {
  const waiting: { at: number; act: () => void }[] = []
  const api = new MockApi({ now, after: (at, act) => void waiting.push({ at, act }) })
  const real = globalThis.fetch
  const asked: string[] = []
  const urls: string[] = []
  let variants = ""
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const { pathname, search } = new URL(request.url)
    asked.push(`${request.method} ${pathname}`)
    urls.push(pathname + search)
    if (variants === "down") throw new TypeError("Failed to fetch")
    if (variants) request.headers.set("X-Mock", variants)
    return api.handle(request)
  }
  return {
    api,
    asked,
    urls,
    behave: (wanted) => {
      variants = wanted
    },
    step: () => {
      waiting.sort((a, b) => a.at - b.at)
      waiting.shift()?.act()
    },
    stop: () => {
      globalThis.fetch = real
      api.stream.cut()
    },
  }
}
