/** The names under which answers are kept. */
export const keys = {
  plans: () => ["plans"] as const,
  info: () => ["info"] as const,
}
