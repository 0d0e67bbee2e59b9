/** What to do with a new relay. */
export const text = {
  title: "Your relay is online",
  invite: "Invite the first people",
  inviteText: "Send them the link below, or let them scan the code.",
  invited: "I invited them",
  local: "This is a demo relay: only apps on this computer can open it.",
  open: "Open it in an app",
  room: "Create the first room",
  rooms: "Go to Rooms",
  done: "Done:",
  dismiss: "Hide",
} as const
