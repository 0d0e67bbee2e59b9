/** The pages that links in mails open. */
export const text = {
  verify: {
    title: "Confirm your email address",
    text: "Messages about your account, such as reminders and receipts, are then sent to it as well.",
    button: "Confirm",
    doneTitle: "Your email address is confirmed",
    doneText: "You can change or remove it on your account page.",
    toAccount: "Go to your account",
  },
  unsubscribe: {
    title: "Stop these emails?",
    text: "No more messages are sent to this address. Your account and your relays stay as they are.",
    button: "Stop the emails",
    doneTitle: "No more emails are sent",
    doneText: "You still find all messages on your account page.",
  },
  noLink: "This link is incomplete. Copy the whole link from the mail.",
} as const
