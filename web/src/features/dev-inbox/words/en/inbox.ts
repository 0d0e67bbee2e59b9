/** The words of the demo's inbox. */
export const text = {
  title: "Demo inbox",
  lead: "Private messages we sent you. They’re stored encrypted on this demo’s own relay and decrypted here, in your browser. On a real server they’d arrive in the app you use for private messages.",
  loading: "Decrypting your messages",
  locked: "Your messages are encrypted.",
  lockedText: "Your key decrypts them, and never leaves this page.",
  open: "Open my messages",
  again: "Refresh",
  none: "No messages yet.",
  noneText: "We send one when an invoice is ready, due soon or paid, and when something happens to your relays.",
  strangers: (count: number) =>
    count === 1
      ? "1 message is hidden: we didn’t send it, or it couldn’t be decrypted."
      : `${count} messages are hidden: we didn’t send them, or they couldn’t be decrypted.`,
  from: (name: string) => `From ${name}`,
  verified: "Signed by this server’s key",
} as const
