/** The words of a small chart. */
export const text = {
  empty: "No values yet",
  table: "Show values",
  time: "Time",
  value: "Value",
  said: (name: string, latest: string, least: string, most: string) =>
    `${name}: ${latest} now, between ${least} and ${most}.`,
  top: (most: string) => `up to ${most}`,
} as const
