import { QueryClient } from "@tanstack/solid-query"
import { ApiError } from "./client"

const RETRIES_MAX = 2
const RETRY_WAIT_MAX_MS = 4_000

/** Whether there was no answer at all. Such a query is retried until there is one. */
export function isSilence(error: unknown): boolean {
  return (
    error instanceof ApiError && (error.code === "unreachable" || (error.status >= 502 && error.code === "unreadable"))
  )
}

/**
 * The cache of the server's responses. An unanswered query is retried, so that a page keeps its content while the
 * connection bar reports the outage. A refusal is shown at once.
 */
export const makeQueries = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        networkMode: "always",
        retry: (failures, error) =>
          isSilence(error) || (failures < RETRIES_MAX && error instanceof ApiError && error.status >= 500),
        retryDelay: (failures) => Math.min(500 * 2 ** failures, RETRY_WAIT_MAX_MS),
      },
      mutations: { networkMode: "always", retry: false },
    },
  })
