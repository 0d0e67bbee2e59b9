/** What somebody is asked to do about money, one thing at a time. */
export const text = {
  churned: {
    title: "An invoice was not paid in time, so your paid relays are offline.",
    text: "Nothing is deleted, and what you owed is forgiven. Open a relay and choose its plan again to bring it back.",
    action: "Show them",
  },
  start: {
    title: (sum: string) => `A relay of yours is waiting for a payment of ${sum}.`,
    text: "It starts by itself once this is paid.",
    action: "Pay to start",
  },
  unpaid: {
    title: (sum: string, day: string) => `Due on ${day}: ${sum}.`,
    overdue: (sum: string) => `Overdue: ${sum}.`,
    text: "Unpaid, your paid relays go offline then.",
    overdueText: "Your paid relays go offline unless it is paid.",
    refused: (said: string) => `It was not paid by itself: “${said}”.`,
    action: "Pay",
  },
  wallet: {
    title: "Your wallet refused the last payment.",
    text: (said: string) => `It said: “${said}”. The next invoice may not be paid by itself.`,
    action: "Look at it",
  },
  card: {
    title: "Your card was refused.",
    text: (said: string) => said,
    action: "Look at it",
  },
  none: {
    title: "Invoices can pay themselves.",
    /** What there is to set up: a wallet, a card, or either. */
    ways: {
      wallet: "Connect a wallet, and no relay goes offline because somebody forgot.",
      card: "Save a card, and no relay goes offline because somebody forgot.",
      either: "Connect a wallet or save a card, and no relay goes offline because somebody forgot.",
    },
    action: "Set it up",
    dismiss: "Not now",
  },
} as const
