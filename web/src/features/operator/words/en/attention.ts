/** What the operator's overview says needs attention, besides relays in drift. */
export const text = {
  label: "Servers and payments that need attention",
  host: (domain: string) => `The server for ${domain} needs attention.`,
  payment: {
    lightning: "A Lightning payment is unclear.",
    checkout: "A card payment is unclear.",
    card: "A card payment is unclear.",
  },
  dispute: (sum: string) => `A card payment of ${sum} is disputed.`,
  disputeReason: (reason: string) => `The bank’s reason: ${reason}.`,
  respondBy: "Respond with evidence at the card processor’s dashboard by",
  tooLate: "Evidence could be given until",
  since: "Since",
  invoice: "Open invoice",
} as const
