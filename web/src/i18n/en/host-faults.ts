/** Faults of whole relay hosts on the operator's overview. */
export const text = {
  label: "Relay hosts at fault",
  title: (domain: string) => `The host of ${domain} needs attention.`,
  since: "Since",
} as const
