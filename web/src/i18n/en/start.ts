/** What stands on a page of which nothing else could be loaded; the build puts it into every page. */
export const text = {
  notLoaded: "This page couldn’t be loaded. We’ll keep trying.",
} as const
