/** The words of the charts on the operator's overview. */
export const text = {
  title: "Over time",
  range: "Period",
  day: "Last 24 hours",
  month: "Last 30 days",
  loading: "Loading the charts",
  failedRequests: "Failed",
  top: (most: string) => `up to ${most}`,
  note: "A value every five minutes, or every hour for 30 days. An hour shows its worst value.",
  name: {
    relays_online: "Relays online",
    relays_drifted: "Relays in drift",
    api_requests: "API requests",
    api_errors: "API errors",
    ok_p99: "Event stored, 99 %",
    req_p99: "Query answered, 99 %",
    sockets: "Open connections",
    stored_bytes: "Stored events",
    open_invoices: "Open invoices",
    revenue: "Revenue, last 30 days",
    workers_overdue: "Overdue jobs",
  } as Record<string, string>,
} as const
