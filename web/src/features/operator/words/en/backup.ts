/** The backup on the operator's overview. */
export const text = {
  title: "Backup",
  off: "Nothing is backed up.",
  offText: "Set BACKUP_URL to a folder or a bucket. If this server is lost, all data is lost.",
  works: "Everything is shipped",
  behind: (seconds: number) =>
    seconds < 120 ? `${seconds} seconds behind` : `${Math.round(seconds / 60).toLocaleString("en-US")} minutes behind`,
  interrupted: "The backup is interrupted.",
  relaysInterrupted: "The relays’ backup is interrupted.",
  relays: "Events of relays",
  nothingYet: "nothing new to ship since the start",
  unproven: "The backup isn’t proven.",
  to: "Shipped to",
  last: "last shipped",
  drill: "Last restore test",
  noDrill: "No restore test has run yet.",
  measured: (rpoMs: number, rtoMs: number) =>
    `Shipped after ${seconds(rpoMs)}, restored and checked in ${seconds(rtoMs)}.`,
} as const

function seconds(ms: number): string {
  return `${(ms / 1000).toLocaleString("en-US", { maximumFractionDigits: 1 })} s`
}
