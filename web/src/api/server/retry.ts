import { useMutation } from "@tanstack/solid-query"
import { api, unwrap } from "./client"

/** Has a relay whose last attempt failed sent to its host now, instead of after the delay. The stream tells what came of it. */
export const useRetryRelay = () =>
  useMutation(() => ({
    mutationFn: (id: string) => unwrap(api.POST("/relays/{id}/retry", { params: { path: { id } } })),
  }))
