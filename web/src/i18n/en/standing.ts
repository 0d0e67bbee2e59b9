/** How an account stands. */
export const text = {
  active: "Active",
  pastDue: "Payment due",
  pastDueSaid: "Unpaid, your paid relays go offline. Nothing is deleted, and what you owe is forgiven.",
  delinquent: "Offline, unpaid",
  delinquentSaid: "Nothing is deleted, and what you owed is forgiven. Choose a plan again to bring your relays back.",
  suspended: "Suspended",
  suspendedSaid: (reason: string) =>
    `${reason ? `The host gave this reason: “${reason}” ` : ""}All your relays are offline. Nothing is deleted.`,
} as const
