import { QueryClient } from "@tanstack/solid-query"
import { ApiError } from "./client"

const RETRIES_MAX = 2
const RETRY_WAIT_MAX_MS = 4_000

/** Nobody refused, nobody answered: it is tried until somebody does. */
export function isSilence(error: unknown): boolean {
  return (
    error instanceof ApiError && (error.code === "unreachable" || (error.status >= 502 && error.code === "unreadable"))
  )
}

/**
 * What is kept of the server's answers. A question that nobody answered is asked until there is an answer, so that a page
 * keeps what it shows while the connection bar says that there is none; a refusal is shown at once.
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
