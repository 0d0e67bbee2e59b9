/** The message to whoever runs the server, where a relay could not be set up. */
export const text = {
  title: "Contact the host",
  text: "Send this to the people who run this server. It has everything they need to find the cause.",
  textTo: (name: string) =>
    `Send this to ${name}, who runs this server. It has everything they need to find the cause.`,
  open: (contact: string) => `Write to ${contact}`,
  subject: (relay: string) => `My relay ${relay}`,
  label: "Message",
  message: (relay: { name: string; url: string; id: string; step: string; error: string }) =>
    [
      "Hello, my relay could not be set up.",
      "",
      `Name: ${relay.name}`,
      `Address: ${relay.url}`,
      `ID: ${relay.id}`,
      `Step: ${relay.step}`,
      `Error: ${relay.error || "none given"}`,
    ].join("\n"),
  close: "Close",
} as const
