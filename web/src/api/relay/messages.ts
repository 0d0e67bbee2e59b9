import { queryOptions, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import type { components } from "../schema.gen"

export type Message = components["schemas"]["Message"]
export type Messages = components["schemas"]["Messages"]
export type ReportGroup = components["schemas"]["ReportGroup"]
export type BannedEvent = components["schemas"]["BannedEvent"]

/** The code of the answer of a relay host that cannot remove single messages. */
export const MODERATION_UNSUPPORTED = "moderation-unsupported"

/** Interval of reading reports while the page is visible: a report on the relay itself sends no event. */
const LOOK_AGAIN_MS = 30_000

type Asked = { id: string; enabled: boolean }

/** The messages of a relay that have all words of the search, newest first, in pages. */
export const useMessages = (asked: () => Asked & { search: string }) =>
  useInfiniteQuery(() => {
    const { id, search, enabled } = asked()
    return {
      queryKey: [...keys.relayMessages(id), "found", search] as const,
      queryFn: ({ pageParam, signal }: { pageParam: number; signal: AbortSignal }) => {
        const query = { ...(search && { search }), ...(pageParam > 0 && { until: String(pageParam) }) }
        return unwrap(api.GET("/relays/{id}/events", { params: { path: { id }, query }, signal }))
      },
      initialPageParam: 0,
      getNextPageParam: (last: Messages) => last.next ?? undefined,
      enabled,
    }
  })

/** What members have reported, newest first. Read again while the page is visible. */
export const useReports = (asked: () => Asked) => useQuery(() => reportsQuery(asked()))

const reportsQuery = ({ id, enabled }: Asked) =>
  queryOptions({
    queryKey: [...keys.relayMessages(id), "reports"],
    queryFn: () => unwrap(api.GET("/relays/{id}/reports", { params: { path: { id } } })),
    enabled,
    refetchInterval: LOOK_AGAIN_MS,
  })

/** The messages that the relay refuses, the latest first. */
export const useBannedEvents = (asked: () => Asked) => useQuery(() => bannedQuery(asked()))

const bannedQuery = ({ id, enabled }: Asked) =>
  queryOptions({
    queryKey: [...keys.relayMessages(id), "banned"],
    queryFn: () => unwrap(api.GET("/relays/{id}/banned-events", { params: { path: { id } } })),
    enabled,
  })

/** Removes a message for good; the relay refuses it from then on. */
export function useBanEvent(id: () => string) {
  const refresh = useRefresh(id)
  return useMutation(() => ({
    mutationFn: ({ event, reason }: { event: string; reason: string }) =>
      unwrap(
        api.PUT("/relays/{id}/banned-events/{event}", {
          params: { path: { id: id(), event } },
          body: reason === "" ? {} : { reason },
        }),
      ),
    onSuccess: refresh,
  }))
}

/** Lets a removed message be posted again, without restoring it. */
export function useAllowEvent(id: () => string) {
  const refresh = useRefresh(id)
  return useMutation(() => ({
    mutationFn: (event: string) =>
      unwrap(api.DELETE("/relays/{id}/banned-events/{event}", { params: { path: { id: id(), event } } })),
    onSuccess: refresh,
  }))
}

/** Dismisses all reports about a message, a file or a person. */
export function useDismissReports(id: () => string) {
  const refresh = useRefresh(id)
  return useMutation(() => ({
    mutationFn: (subject: string) =>
      unwrap(api.DELETE("/relays/{id}/reports/{subject}", { params: { path: { id: id(), subject } } })),
    onSuccess: refresh,
  }))
}

function useRefresh(id: () => string) {
  const client = useQueryClient()
  return () =>
    Promise.all(
      [keys.relayMessages(id()), keys.relayActivity(id())].map((queryKey) => client.invalidateQueries({ queryKey })),
    )
}
