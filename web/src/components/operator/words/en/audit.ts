/** The audit log of the operators: what they did, to whom it belonged, and why. */
export const text = {
  title: "Audit log",
  find: "Find by action, reason, relay or ID",
  noMatches: (q: string) => (q ? `Nothing matches “${q}”.` : "No entries match these filters."),
  none: "No entries yet",
  noneText: "Suspensions, write-offs, refunds and changes to tenants’ relays appear here.",
  noneHere: "No operator has changed anything here.",
  failed: "We couldn’t load the audit log.",
  when: "When",
  who: "Operator",
  what: "Action",
  on: "On",
  why: "Reason",
  noReason: "No reason given",
  all: "Show all entries",
  you: "You",
  platform: "Platform",
  kinds: {
    tenant: "Tenant",
    relay: "Relay",
    invoice: "Invoice",
    billing: "Billing",
    platform: "Platform",
    report: "Report",
    broadcast: "Announcement",
  },
  action: (word: string, sum: string) => {
    const said = word.replaceAll("_", " ")
    return `${said.charAt(0).toUpperCase()}${said.slice(1)}${sum && `: ${sum}`}`
  },
} as const
