/** Announcements: notices of the operator to many tenants. */
export const text = {
  title: "Announcements",
  lead: "Send one message to many tenants. Each gets it as a private message, on the account page, and by email where they want that.",
  audience: "Who gets it?",
  audienceName: {
    all: "All tenants",
    with_relay: "Tenants with a relay",
    paid: "Tenants with a paid relay",
  },
  choice: (name: string, count: number | undefined) =>
    count === undefined ? name : `${name} (${count.toLocaleString("en-US")})`,
  subject: "Subject",
  subjectMissing: "Enter a subject.",
  text: "Message",
  textHelp: "Plain text. Links are shown as they are.",
  textMissing: "Enter a message.",
  write: "Send",
  none: "No one is in this group.",
  confirm: "Send this announcement?",
  recipients: (count: number) =>
    count === 1
      ? "1 tenant gets it. It can’t be taken back."
      : `${count.toLocaleString("en-US")} tenants get it. It can’t be taken back.`,
  send: "Send",
  cancel: "Cancel",
  sending: "Sending. You can leave this page.",
  list: "Sent before",
  empty: "Nothing was sent yet.",
  progress: (sent: number, all: number) => `${sent.toLocaleString("en-US")} of ${all.toLocaleString("en-US")}`,
  state: { sending: "Sending", sent: "Sent", stopped: "Stopped" },
  stop: "Stop",
  stopFor: (subject: string) => `Stop sending “${subject}”`,
  stopTitle: "Stop sending?",
  stopText: "Tenants who have it keep it. The others don’t get it.",
  stopConfirm: "Stop sending",
  keep: "Keep sending",
  stopped: "Stopped.",
} as const
