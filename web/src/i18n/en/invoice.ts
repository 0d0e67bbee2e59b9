/** How an invoice stands, and what is on it. */
const days = (count: number) => `${count} ${count === 1 ? "day" : "days"}`

export const text = {
  status: {
    draft: "Draft",
    dueIn: (left: number) => `Due in ${days(left)}`,
    overdue: "Overdue",
    paid: "Paid",
    by: { nwc: "wallet", stripe: "card", oob: "manually" },
    booked: "outside this site",
    refunded: "Refunded",
    inPart: "in part",
    refunding: "Refund on its way",
    disputed: "Disputed at the bank",
    reversed: "Payment reversed",
    void: "Void",
    why: { forgiven: "forgiven", replaced: "replaced", written_off: "written off" },
  },
  bookedByHost: "Outside this site, booked by the host",
  collecting: "Your wallet or card is paying this automatically.",
  /** What became of a payment, for whoever reads its invoice. */
  after: {
    refunding: (sum: string) => `A refund of ${sum} is on its way.`,
    refundingText: "The card processor hasn’t confirmed it yet. This page updates automatically.",
    refunded: (sum: string) => `Refunded in full: ${sum}.`,
    refundedPart: (sum: string) => `Refunded in part: ${sum}.`,
    toCard: "The money goes back to the card.",
    outside: "The host pays the money back outside this site.",
    disputed: "This payment is disputed at the bank.",
    disputedText:
      "The cardholder asked the bank to take it back. Nothing is charged automatically until the bank has decided.",
    lost: "Dispute lost: the payment was reversed.",
    lostText: "The bank took the money back. Relays that were running on it went offline. Nothing is deleted.",
  },
  hostReason: (reason: string) => `The host’s reason: “${reason}”`,
  span: (from: string, to: string) => `${from} to ${to}`,
  relays: (count: number) => `${count} ${count === 1 ? "relay" : "relays"}`,
  and: (all: readonly string[]) =>
    all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all[all.length - 1]}`,
} as const
