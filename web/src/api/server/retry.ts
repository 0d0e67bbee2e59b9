import { useMutation } from "@tanstack/solid-query"
import { api, unwrap } from "./client"

/**
 * Sends a relay whose last attempt failed to its host now, instead of after the delay. The stream reports the outcome.
 */
export const useRetryRelay = () =>
  useMutation(() => ({
    mutationFn: (id: string) => unwrap(api.POST("/relays/{id}/retry", { params: { path: { id } } })),
  }))
