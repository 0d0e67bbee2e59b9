/** What somebody is asked to do about money, one thing at a time. */
export const text = {
  churned: {
    title: "Your paid relays are offline because an invoice wasn’t paid in time.",
    text: "Nothing was deleted, and the invoice is forgiven. Open a relay and choose a plan to bring it back.",
    action: "Show offline relays",
  },
  start: {
    title: (sum: string) => `One of your relays is waiting for a payment of ${sum}.`,
    text: "It starts automatically once this is paid.",
    action: "Pay to start",
  },
  unpaid: {
    title: (sum: string, day: string) => `${sum} due on ${day}.`,
    overdue: (sum: string) => `${sum} overdue.`,
    text: "If it isn’t paid by then, your paid relays go offline.",
    overdueText: "Your paid relays go offline unless you pay it.",
    refused: (said: string) => `Automatic payment failed: “${said}”.`,
    action: "Pay",
  },
  wallet: {
    title: "Your wallet refused the last payment.",
    text: (said: string) => `It said: “${said}”. Your next invoice may not be paid automatically.`,
    action: "Check wallet",
  },
  card: {
    title: "Your card was refused.",
    text: (said: string) => said,
    action: "Check card",
  },
  none: {
    title: "Pay invoices automatically.",
    /** What there is to set up: a wallet, a card, or either. */
    ways: {
      wallet: "Connect a wallet, and no relay goes offline over a forgotten invoice.",
      card: "Save a card, and no relay goes offline over a forgotten invoice.",
      either: "Connect a wallet or save a card, and no relay goes offline over a forgotten invoice.",
    },
    action: "Set it up",
    dismiss: "Not now",
  },
} as const
