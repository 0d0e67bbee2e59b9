/** How an account stands. */
export const text = {
  active: "Active",
  pastDue: "Payment due",
  pastDueSaid: "If it isn’t paid, your paid relays go offline. Nothing is deleted, and the invoice is forgiven.",
  delinquent: "Offline, unpaid",
  delinquentSaid: "Nothing was deleted, and the invoice is forgiven. Choose a plan to bring your relays back.",
  closed: "Closed",
  suspended: "Suspended",
  suspendedSaid: (reason: string) =>
    `${reason ? `Reason: “${reason}”. ` : ""}All your relays are offline. Nothing is deleted.`,
} as const
