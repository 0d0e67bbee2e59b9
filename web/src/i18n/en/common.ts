/** What every page shares: the frame, the keyboard, the connection, and what to say when something goes wrong. */
export const text = {
  skip: "Skip to content",
  again: "Try again",
  cancel: "Cancel",
  close: "Close",
  errors: {
    unreachable: "No connection to the server. Nothing was changed.",
    slow: "The server did not answer in time. Look whether it was done before you try again.",
    unreadable: "The server’s answer could not be read.",
    failed: "We could not do that. Nothing was changed.",
    tooMany: (seconds: number | undefined) =>
      seconds === undefined
        ? "Too many requests at once. Wait a moment, then try again."
        : `Too many requests at once. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
    otherKey: "That is the key of another account. Log out first to use it here.",
    cancelled: "You stopped this.",
    locked: "This needs your key. Unlock it to go on.",
    expired: "Your sign-in has ended. Log in again to go on.",
  },
} as const
