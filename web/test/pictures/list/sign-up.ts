import { at, does, type Picture } from "../picture.ts"

/** Where not everyone can create an account, and the operator's invitations. */
export const signUp: readonly Picture[] = [
  { name: "home-invitation", mock: ["invitation"], at: at.home, there: "New communities need an invitation here." },
  {
    name: "home-closed",
    mock: ["closed"],
    at: at.home,
    there: "New communities can’t be created here at the moment.",
  },
  {
    name: "new-relay-closed",
    mock: ["closed"],
    at: at.newRelay(),
    there: "New communities can’t be created here at the moment.",
  },
  {
    name: "new-relay-refused",
    who: "newcomer",
    mock: ["invitation"],
    at: at.newRelay("?name=No+Way"),
    acts: [does.sees(/is available$/), does.press("Create relay")],
    there: /^New accounts need an invitation here\./,
    pardon: /status of 403/,
  },
  { name: "invitation", mock: ["invitation"], at: at.invitation("1".repeat(32)), there: "You’re invited" },
  {
    name: "invitation-wrong",
    mock: ["invitation"],
    at: at.invitation(),
    acts: [does.press("Use invitation")],
    there: /^That’s not an invitation/,
  },
  {
    name: "admin-invitations",
    who: "operator",
    mock: ["invitation"],
    at: at.adminInvitations,
    there: "For the choir of Lisbon",
  },
  {
    name: "admin-invitations-empty",
    who: "operator",
    mock: ["empty"],
    at: at.adminInvitations,
    there: "No invitations yet.",
  },
  {
    name: "admin-invitations-made",
    who: "operator",
    mock: ["invitation"],
    at: at.adminInvitations,
    acts: [does.press("Create invitation")],
    there: /^Copy this link now/,
  },
]
