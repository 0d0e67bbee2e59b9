/** The poster of a relay, to hang up or to lay out. */
export const text = {
  title: (name: string) => `Poster of ${name}`,
  back: "Back to the relay",
  print: "Print",
  hint: "Print it, or save it as a PDF in the print dialog. If you replace the invite link, print it again.",
  join: "Join us",
  scan: "Scan the code with your phone’s camera.",
  type: "Or open this link:",
  qr: "QR code of the invite link",
  off: "The poster can be made once the relay is online.",
  loading: "Loading the invite link",
} as const
