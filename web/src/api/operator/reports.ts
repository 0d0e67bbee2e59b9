import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query"
import { ADMIN_ROWS } from "~/api/operator/admin"
import { api, unwrap, unwrapPage } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import type { components } from "../schema.gen"

type Schemas = components["schemas"]
export type Report = Schemas["AbuseReport"]
export type Decision = Schemas["AbuseDecision"]
export type ReportedMessage = Schemas["ReportedMessage"]["message"]

/** Interval of reading the reports, in milliseconds. They send no events. */
const REPORTS_AGE_MS = 30_000

type View = { q?: string; status?: string; cursor?: string }

/** The reports about relays and messages, newest first. */
export const useReports = (view: () => View, rows = ADMIN_ROWS) => useQuery(() => reportsQuery(view(), rows))

const reportsQuery = (view: View, limit: number) =>
  queryOptions({
    queryKey: [...keys.adminReports(), view, limit],
    queryFn: () => unwrapPage(api.GET("/admin/reports", { params: { query: { ...view, limit } } })),
    placeholderData: keepPreviousData,
    refetchInterval: REPORTS_AGE_MS,
  })

/** Reads the reported message from its relay, which the audit log records. */
export const useReportedMessage = (id: () => string) =>
  useMutation(() => ({
    mutationFn: async (): Promise<ReportedMessage> =>
      (await unwrap(api.POST("/admin/reports/{id}/message", { params: { path: { id: id() } } }))).message,
  }))

/** Decides a report. The owner and the people who reported it see the sentence. */
export function useDecideReport() {
  const queries = useQueryClient()
  return async (id: string, body: Decision) => {
    const report = await unwrap(api.POST("/admin/reports/{id}/decide", { params: { path: { id } }, body }))
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.relay(report.relay.id) }),
      queries.invalidateQueries({ queryKey: keys.tenant(report.relay.tenant_pubkey) }),
      queries.invalidateQueries({ queryKey: keys.admin() }),
    ])
  }
}
