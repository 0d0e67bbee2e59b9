/** The page for an address that does not exist. */
export const text = {
  title: "Page not found",
  text: "The address may be wrong, or the page may be gone.",
  toStart: "Go to the start page",
} as const
