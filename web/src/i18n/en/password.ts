/** The words of fields for a password. */
export const text = {
  show: "Show password",
  hide: "Hide password",
  least: (count: number) => `At least ${count} characters. Four unrelated words work well.`,
  short: (missing: number) => (missing === 1 ? "1 more character." : `${missing} more characters.`),
  weak: "Too easy to guess. Try four unrelated words.",
  fair: "Good enough. A few more characters make it strong.",
  strong: "Strong enough.",
} as const
