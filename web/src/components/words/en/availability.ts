/** The words of the availability of the last 90 days. */
export const text = {
  ago: "90 days ago",
  today: "Today",
  unknown: "Not measured yet.",
  sum: (share: string) => `${share} online in the last 90 days.`,
  label: (share: string, downDays: number) =>
    `Last 90 days: ${share} online, ${downDays === 0 ? "no outage" : downDays === 1 ? "outages on one day" : `outages on ${downDays} days`}`,
  none: "Last 90 days: not measured",
  table: "Show days",
  day: "Day (UTC)",
  online: "Online",
  notMeasured: "Not measured",
} as const
