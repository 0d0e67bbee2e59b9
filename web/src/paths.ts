/** Every address of the app. */
export const paths = {
  home: "/",
} as const
