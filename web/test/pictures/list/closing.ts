import { at, does, type Picture } from "../picture.ts"

const OPEN = does.press("Close account…")

/** Closing an account. */
export const closing: readonly Picture[] = [
  { name: "account-close", who: "owner", at: at.account, acts: [OPEN], there: /^Your payment details/ },
  {
    name: "account-close-owing",
    who: "due",
    mock: ["payments", "waiting"],
    at: at.account,
    acts: [OPEN],
    there: /stays open for time you used/,
  },
  {
    name: "account-close-blocked",
    who: "due",
    mock: ["payments", "undecided"],
    at: at.account,
    acts: [OPEN],
    there: /^A payment is under way and its outcome/,
  },
]

/** They change an account, so they come last. */
export const closed: readonly Picture[] = [
  {
    name: "account-closed",
    who: "collector",
    at: at.account,
    acts: [
      OPEN,
      does.sees("Invoices are kept."),
      does.fill("Type close to confirm.", "close"),
      does.inDialog("Close account"),
    ],
    there: "Your account is closed.",
    shows: ["tenant:closed"],
  },
]
