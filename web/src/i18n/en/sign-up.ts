/** Where not everyone can create an account. */
export const text = {
  needed: "New communities need an invitation here.",
  neededText: "Ask the people who run this site for one. If you have an account, log in.",
  have: "I have an invitation",
  closed: "New communities can’t be created here at the moment.",
  closedText: "If you have an account, log in.",
  logIn: "Log in",
} as const
