/** The page of an invitation to create an account. */
export const text = {
  title: "You’re invited",
  lead: (host: string) =>
    `You can create a community on ${host || "this site"}. Your invitation is used when you create it.`,
  start: "Create relay",
  enter: "Enter your invitation",
  enterLead: "Paste the link or the code that you got.",
  code: "Invitation",
  go: "Use invitation",
  wrong: "That’s not an invitation. It’s a link, or 32 letters and digits.",
} as const
