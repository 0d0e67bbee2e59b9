/** The message to whoever runs the server, where a relay could not be set up. */
export const text = {
  title: "Ask the host",
  text: "Send this to whoever runs this server. It has all that they need to find the cause.",
  label: "Message",
  message: (relay: { name: string; url: string; id: string; step: string; error: string }) =>
    [
      "Hello, my relay could not be set up.",
      "",
      `Name: ${relay.name}`,
      `Address: ${relay.url}`,
      `ID: ${relay.id}`,
      `Step: ${relay.step}`,
      `It said: ${relay.error || "nothing"}`,
    ].join("\n"),
  close: "Close",
} as const
