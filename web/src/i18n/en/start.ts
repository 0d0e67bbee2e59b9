/** What stands on a page of which nothing else could be loaded. */
export const text = {
  silent: "The server does not answer, so this page could not be loaded. We keep trying.",
} as const
