import { queryOptions, useMutation } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import type { components } from "./schema.gen"

type Schemas = components["schemas"]
export type ReportReason = Schemas["AbuseReason"]
export type ReportWanted = Schemas["AbuseReportWanted"]
export type ReportStatus = Schemas["ReportStatus"]

/** Reports a relay or a message to the operator. Needs no account. */
export const useFileReport = () =>
  useMutation(() => ({
    mutationFn: (body: ReportWanted) => unwrap(api.POST("/reports", { body })),
  }))

/** The outcome of a report, by the code that filing it gave. */
export const useReportStatus = (code: () => string) => useQuery(() => statusQuery(code()))

const statusQuery = (code: string) =>
  queryOptions({
    queryKey: keys.reportStatus(code),
    enabled: code !== "",
    queryFn: () => unwrap(api.GET("/reports/{code}", { params: { path: { code } } })),
  })
