/** What to do with a relay that has just come online. */
export const text = {
  title: "Your relay is online",
  text: "Three things to do with it now.",
  copy: "Its address, for apps that ask",
  invite: "Invite the first people",
  inviteText: "Send them the link below, or show them the code.",
  inviteByHand: "Give them the address and the code below.",
  local: "Only an app on this machine can open it (a demo): its address exists here alone.",
  open: "Open it in an app",
  dismiss: "Hide this",
} as const
