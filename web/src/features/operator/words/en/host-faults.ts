/** Faults of whole relay hosts on the operator's overview. */
export const text = {
  label: "Relay servers that need attention",
  title: (domain: string) => `The server for ${domain} needs attention.`,
  since: "Since",
} as const
