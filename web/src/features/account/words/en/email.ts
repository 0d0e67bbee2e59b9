/** The email address of an account. */
export const text = {
  title: "Email",
  none: "Get our messages by email as well. You don’t need this: they always appear here.",
  add: "Add an email address",
  change: "Change",
  changeLabel: "Change the email address",
  remove: "Remove",
  removeLabel: "Remove the email address",
  again: "Send the mail again",
  status: {
    unverified: "Not confirmed yet",
    verified: "Gets our messages",
    unsubscribed: "Unsubscribed",
    refused: "Doesn’t accept mail",
  },
  lead: "We send a mail with a link to this address. Messages follow once you’ve opened the link.",
  address: "Email address",
  save: "Send the mail",
  cancel: "Cancel",
  sent: "We’re sending you a mail. Open the link in it.",
  removed: "The email address is removed.",
} as const
