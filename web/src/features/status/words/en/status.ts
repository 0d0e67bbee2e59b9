/** The words of the public status pages. */
export const text = {
  title: "Status",
  ok: "All relays are reachable",
  trouble: "Some relays are not reachable",
  troubleText: "We’re working on it. This page updates every minute.",
  platform: "All relays",
  note: "We check every relay about every five minutes. A relay that its owner took offline doesn’t count.",
  loading: "Loading the status",
  online: "This relay should be online",
  offline: "This relay is offline",
  relayNote: "The owner of this relay publishes these figures.",
  missing: "No status here",
  missingText: "This relay doesn’t exist, or its owner doesn’t publish its status.",
  all: "Status of all relays",
} as const
