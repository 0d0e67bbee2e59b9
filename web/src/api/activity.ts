import { useQuery } from "@tanstack/solid-query"
import { api, unwrap } from "./client"
import { keys } from "./keys"

/** What happened to a relay, newest first. The stream says when there is more. */
export const useRelayActivity = (id: () => string) =>
  useQuery(() => ({
    queryKey: keys.relayActivity(id()),
    queryFn: async () => (await unwrap(api.GET("/relays/{id}/activity", { params: { path: { id: id() } } }))).activity,
  }))
