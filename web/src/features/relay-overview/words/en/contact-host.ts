/** The message to the host about a relay that could not be set up, or does not work any more. */
export const text = {
  title: "Contact the host",
  text: "Send this to the people who run this server. It has everything they need to find the cause.",
  textTo: (name: string) =>
    `Send this to ${name}, who runs this server. It has everything they need to find the cause.`,
  open: (contact: string) => `Write to ${contact}`,
  subject: (relay: string) => `My relay ${relay}`,
  label: "Message",
  problems: {
    setup: "Hello, my relay could not be set up.",
    silent: "Hello, my relay was online and isn’t responding now.",
    refused: "Hello, a change of my relay’s settings could not be applied.",
  },
  message: (relay: { problem: string; name: string; url: string; id: string; step: string; error: string }) =>
    [
      relay.problem,
      "",
      `Name: ${relay.name}`,
      `Address: ${relay.url}`,
      `ID: ${relay.id}`,
      `Step: ${relay.step}`,
      `Error: ${relay.error || "none given"}`,
    ].join("\n"),
  close: "Close",
} as const
