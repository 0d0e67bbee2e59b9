import { queryOptions } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"

/** The activities of a relay, newest first. The stream reports new ones. */
export const useRelayActivity = (id: () => string) => useQuery(() => relayActivityQuery(id()))

const relayActivityQuery = (id: string) =>
  queryOptions({
    queryKey: keys.relayActivity(id),
    queryFn: async () => (await unwrap(api.GET("/relays/{id}/activity", { params: { path: { id } } }))).activity,
  })
