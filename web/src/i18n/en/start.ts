/** What stands on a page of which nothing else could be loaded; the build puts it into every page. */
export const text = {
  notLoaded: "This page could not be loaded. We keep trying.",
} as const
