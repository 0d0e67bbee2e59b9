import { at, does, type Picture } from "../picture.ts"

/** An account's email address, and the pages that links in mails open. */
export const email: readonly Picture[] = [
  {
    name: "account-email-add",
    who: "owner",
    at: at.account,
    acts: [does.press("Add an email address")],
    there: /^We send a mail with a link/,
  },
  {
    name: "account-email-wrong",
    who: "owner",
    at: at.account,
    acts: [does.press("Add an email address"), does.inDialog("Send the mail")],
    there: "That’s not an email address.",
    pardon: /status of 4(00|22)/,
  },
  {
    name: "account-email-limit",
    who: "owner",
    mock: ["maillimit"],
    at: at.account,
    acts: [
      does.press("Add an email address"),
      does.fill("Email address", "treasurer@chess.example"),
      does.inDialog("Send the mail"),
    ],
    there: /^You asked for 5 mails/,
    pardon: /status of 4(00|22)/,
  },
  { name: "email-verify", at: at.verifyEmail("token"), there: "Confirm your email address" },
  {
    name: "email-verify-used",
    at: at.verifyEmail("token"),
    acts: [does.press("Confirm")],
    there: /^This link has expired/,
    pardon: /status of 4(00|22)/,
  },
  { name: "email-verify-incomplete", at: at.verifyEmail(""), there: /^This link is incomplete/ },
  { name: "email-unsubscribe", at: at.unsubscribe("token"), there: "Stop these emails?" },
]
