/** The words of the demo's inbox. */
export const text = {
  title: "Demo inbox",
  lead: "What we told you, as private messages. They lie encrypted on this demo's own relay and are opened here, in your browser. On a real server they come to the app that you read your messages with.",
  loading: "Opening your messages",
  locked: "Your messages are encrypted.",
  lockedText: "Your key opens them. It stays in this page.",
  open: "Open my messages",
  again: "Look again",
  none: "No messages yet.",
  noneText: "They come when an invoice is ready, was paid, or is due soon.",
  strangers: (count: number) =>
    count === 1
      ? "One message here was not sent by us, or could not be opened."
      : `${count} messages here were not sent by us, or could not be opened.`,
  from: (name: string) => `From ${name}`,
  verified: "Signed by this server's key",
} as const
