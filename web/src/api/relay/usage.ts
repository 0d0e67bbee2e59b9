import { keepPreviousData } from "@tanstack/solid-query"
import type { components } from "~/api/schema.gen"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"

export type Usage = components["schemas"]["Usage"]
export type UsageRange = Usage["range"]

/** The code of the answer of a relay host that does not report storage and traffic. */
export const USAGE_UNSUPPORTED = "usage-unsupported"

/** Interval of reading the usage while the page is visible: the relay sends no event for a call. */
const LOOK_AGAIN_MS = 30_000

/** The storage, the traffic and the calls of a relay. */
export const useUsage = (id: () => string, range: () => UsageRange) =>
  useQuery(() => ({
    queryKey: [...keys.relayUsage(id()), range()],
    queryFn: () => unwrap(api.GET("/relays/{id}/usage", { params: { path: { id: id() }, query: { range: range() } } })),
    refetchInterval: LOOK_AGAIN_MS,
    placeholderData: keepPreviousData,
  }))
