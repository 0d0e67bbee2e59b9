/** Closing the account, and a closed account. */
export const text = {
  title: "Close account",
  lead: "Deletes your relays and removes your details. You see first what happens.",
  open: "Close account…",
  dialog: "Close your account?",
  loading: "Checking what this does",
  relays: (count: number) =>
    count === 1 ? "This relay goes offline now:" : `These ${count.toLocaleString("en-US")} relays go offline now:`,
  erased: (day: string) =>
    `Messages and files are erased on ${day}. Until then, deleted relays can come back if you open the account again.`,
  noRelays: "You have no relays.",
  moreRelays: (count: number) => `and ${count.toLocaleString("en-US")} more`,
  roles: (names: string) => `You leave the teams of ${names}.`,
  offered: "Relays that you offered to others stay yours and are deleted.",
  declined: (count: number) =>
    count === 1
      ? "1 relay that is offered to you is declined."
      : `${count} relays that are offered to you are declined.`,
  owes: (sum: string, day: string) => `${sum} stays open for time you used. You can still pay it until ${day}.`,
  owesOpen: (sum: string) => `${sum} stays open for time you used. You can still pay it.`,
  unbilled: (sum: string) => `${sum} for used time isn’t billed, because it is too little for an invoice.`,
  credit: (sum: string) => `${sum} of credit stays with your account. Ask the host if you want it back.`,
  noMoney: "Nothing is owed on either side.",
  removed: "Your payment details, billing details, email address and messages are removed.",
  kept: "Invoices are kept. You can log in and read them at any time.",
  confirm: "Close account",
  keep: "Keep account",
  word: "close",
  done: "Your account is closed.",
  closed: "Your account is closed.",
  closedText: "Your relays are deleted, and nothing is billed any more. Your invoices are below.",
  reopen: "Open it again",
  reopened: "Your account is open again.",
  data: "Your data",
  dataText: "Take everything with you: your account, invoices and relays.",
  download: "Download everything",
  downloadText:
    "One ZIP file with your account, the settings of your relays, all invoices, your history and our messages.",
  downloadAccount: "Download account",
  downloaded: "The file is saved.",
  kitsText: "Messages, members and files are in the exit kit of each relay. Another server can start with it.",
  kit: "Exit kit",
  kitOf: (relay: string) => `Download the exit kit of ${relay}`,
  finish: "Close",
} as const
