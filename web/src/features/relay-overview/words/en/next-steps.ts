/** What to do with a relay that has just come online. */
export const text = {
  title: "Your relay is online",
  text: "Three things to do next.",
  copy: "Copy its address",
  invite: "Invite the first people",
  inviteText: "Send them the link below, or let them scan the code.",
  local: "This is a demo relay: only apps on this computer can open it.",
  open: "Open it in an app",
  rooms: "Create rooms on the page Rooms, or in the app.",
  dismiss: "Hide",
} as const
