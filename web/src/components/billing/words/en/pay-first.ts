/** A paid plan that starts when its invoice is paid: what is asked, what happens then, and why. */
export const text = {
  pay: "Pay to start",
  payMove: "Pay to move",
  title: "Pay to start",
  making: "Creating the invoice. This page updates automatically.",
  forOne: (plan: string) => `For the first month on ${plan}`,
  log: "From payment to start",
  saved: "Saved",
  savedText: (host: string) => `${host} is reserved for you`,
  kept: "Everything is kept",
  keptText: "Messages, members and settings are just as you left them",
  payment: "Your payment",
  paymentText: (day: string) => `Due ${day}. This page updates automatically when it arrives.`,
  online: "Online",
  onlineText: "The relay starts automatically, usually within a few seconds. Your month starts then.",
  because:
    "You pay first because an earlier invoice wasn’t paid. After this payment, paid relays start right away again.",
  first: "On this server, the first paid relay starts once it’s paid.",
  unpaid: (day: string) => `If it isn’t paid by ${day}, the relay stays offline and you owe nothing.`,
  move: (plan: string, sum: string) => `Pay ${sum} to move to ${plan}.`,
  moveText: (now: string, plan: string, day: string) =>
    `The relay stays on ${now} until then, and moves to ${plan} automatically. If it isn’t paid by ${day}, nothing changes and you owe nothing.`,
  start: (sum: string) => `Pay ${sum} to start this relay.`,
  startText: (day: string) =>
    `It starts automatically once the payment arrives. If it isn’t paid by ${day}, it stays offline and you owe nothing.`,
  owner: "This relay starts when its owner pays the invoice.",
  ownerMove: (plan: string) => `This relay moves to ${plan} when its owner pays the invoice.`,
  invoice: "Invoice",
} as const
