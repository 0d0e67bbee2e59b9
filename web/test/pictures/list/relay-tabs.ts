import type { Page } from "playwright-core"
import { at, does, type Picture } from "../picture.ts"

const who = "owner"
const CHOIR = "lisbon-choir"

/** The tabs beside the overview. */
const tabs: Picture[] = [
  { name: "members", who, at: at.members(CHOIR), there: "Banned" },
  { name: "members-nearly-full", who, at: at.members("nearly-full"), there: "5 places are left." },
  { name: "members-full", who, at: at.members("full-house"), there: "All places are taken." },
  { name: "members-free-full", who, at: at.members("free-full"), there: "All places are taken." },
  { name: "members-crowd", who, at: at.members("open-square"), there: "Show more" },
  { name: "members-found", who, at: at.members(CHOIR, "?q=npub1"), there: "No name yet" },
  { name: "members-no-match", who, at: at.members(CHOIR, "?q=zzz"), there: "Nobody here matches “zzz”." },
  { name: "members-only-owner", who, at: at.members("just-me"), there: "Owner" },
  {
    name: "members-setting-up",
    who,
    at: at.members("saved-step"),
    there: "Members appear here once the relay is online.",
    settles: false,
  },
  { name: "members-offline", who, at: at.members("taken-offline"), there: "The relay is offline." },
  { name: "members-hands-off", who, at: at.members("hands-off"), there: "Moderation from apps is off on this relay." },
  {
    name: "members-unreachable",
    who,
    mock: ["unavailable"],
    at: at.members(CHOIR),
    there: "Try again",
    pardon: /status of 503/,
  },
  {
    name: "members-nameless",
    who,
    mock: ["nameless"],
    at: at.members(CHOIR, "?q=ana"),
    there: /^Names can’t be searched right now/,
  },
  {
    name: "members-add",
    who,
    at: at.members(CHOIR),
    acts: [does.press("Add member")],
    there: "They become a member right away, without an invite.",
  },
  {
    name: "members-add-wrong",
    who,
    at: at.members(CHOIR),
    acts: [does.press("Add member"), does.fill("Their ID", "npub1abc"), does.inDialog("Add")],
    there: "There’s a mistake in this ID. Copy the whole ID again.",
  },
  {
    name: "members-remove",
    who,
    at: at.members(CHOIR),
    acts: [removable("Remove")],
    there: /^They can no longer read or post here\./,
  },
  { name: "members-ban", who, at: at.members(CHOIR), acts: [removable("Ban")], there: "Ban and delete" },
  {
    name: "members-lift-ban",
    who,
    at: at.members(CHOIR),
    acts: [does.show("text=They can’t read, post or join.")],
    there: "Lift ban",
  },
  {
    name: "members-invite-new",
    who,
    at: at.members(CHOIR),
    acts: [does.press("New invite")],
    there: "Number of uses",
  },
  {
    name: "members-invite-revoke",
    who,
    at: at.members(CHOIR),
    acts: [does.press(/^Revoke/)],
    there: "Revoke this invite?",
  },
  { name: "team", who, at: at.members(CHOIR), acts: [does.show("#team")], there: "Add to team" },
  {
    name: "team-add",
    who,
    at: at.members(CHOIR),
    acts: [does.press("Add to team")],
    there: /^Manages members, bans, invites, rooms/,
  },
  {
    name: "team-remove",
    who,
    at: at.members(CHOIR),
    acts: [does.press(/from the team$/)],
    there: /They can no longer manage the relay/,
  },
  {
    name: "team-leave",
    who: "helper",
    at: at.members(CHOIR),
    acts: [does.press("Leave team")],
    there: "Leave the team?",
  },
  {
    name: "team-transfer",
    who,
    at: at.members(CHOIR),
    acts: [does.press("Transfer relay")],
    there: "Offer the relay",
  },
  { name: "rooms", who, at: at.rooms(CHOIR), there: "New room" },
  { name: "rooms-empty", who, at: at.rooms("just-me"), there: "Create the first room" },
  { name: "rooms-offline", who, at: at.rooms("taken-offline"), there: "The relay is offline." },
  {
    name: "rooms-setting-up",
    who,
    at: at.rooms("saved-step"),
    there: "Rooms appear here once the relay is online.",
    settles: false,
  },
  { name: "rooms-new", who, at: at.rooms(CHOIR), acts: [does.press("New room")], there: "Create room" },
  {
    name: "rooms-edit",
    who,
    at: at.rooms(CHOIR),
    acts: [does.press(/^Actions for/), does.item("Edit")],
    there: "Save room",
  },
  {
    name: "rooms-members",
    who,
    at: at.rooms(CHOIR),
    acts: [does.press(/^Actions for/), does.item("Members")],
    there: "Members of the room",
  },
  {
    name: "rooms-delete",
    who,
    at: at.rooms(CHOIR),
    acts: [does.press(/^Actions for/), does.item("Delete")],
    there: "Delete room",
  },
  { name: "messages", who, at: at.messages(CHOIR), there: "Reported" },
  {
    name: "messages-offline",
    who,
    at: at.messages("taken-offline"),
    there: "The relay is offline.",
  },
  { name: "messages-hands-off", who, at: at.messages("hands-off"), there: "Moderation from your app is off." },
  {
    name: "messages-remove",
    who,
    at: at.messages(CHOIR),
    acts: [does.press(/^Remove message by/)],
    there: "Keep message",
  },
  {
    name: "messages-setting-up",
    who,
    at: at.messages("saved-step"),
    there: "Messages appear here once the relay is online.",
    settles: false,
  },
  { name: "files", who, at: at.files(CHOIR), there: /^Each member can store up to/ },
  { name: "files-off", who, at: at.files("free-full"), there: "Photos and files are off on this relay." },
  { name: "files-offline", who, at: at.files("taken-offline"), there: "The relay is offline." },
  {
    name: "files-delete",
    who,
    at: at.files(CHOIR),
    acts: [does.press(/^Actions for/), does.item("Delete")],
    there: "Keep file",
  },
  {
    name: "files-unsupported",
    who,
    mock: ["zooid"],
    at: at.files(CHOIR),
    there: /^The server of this relay doesn’t report its files/,
    pardon: /status of 409/,
  },
  { name: "activity", who, at: at.activity(CHOIR), there: "Show" },
  { name: "activity-setup-failed", who, at: at.activity("failed-setup"), there: /already taken by another relay/ },
  { name: "poster", who, at: at.poster(CHOIR), there: "Join us" },
  {
    name: "poster-offline",
    who,
    at: at.poster("taken-offline"),
    there: "The poster can be made once the relay is online.",
  },
]

/** The settings of a relay. */
const settings: Picture[] = [
  { name: "settings", who, at: at.edit(CHOIR), there: "Delete for good" },
  {
    name: "settings-unsaved",
    who,
    at: at.edit(CHOIR),
    acts: [does.fill("Relay name", "Lisbon Choir")],
    there: "1 change",
  },
  {
    name: "settings-address",
    who,
    at: at.edit(CHOIR),
    acts: [does.fill("Address", "lisbon-singers")],
    there: /will stop working, and every member/,
  },
  {
    name: "settings-address-taken",
    who,
    at: at.edit(CHOIR),
    acts: [does.fill("Address", "full-house")],
    there: /^That address is taken\./,
  },
  { name: "settings-setup-failed", who, at: at.edit("failed-setup", "#address"), there: "Delete for good" },
  { name: "settings-deleted", who, at: at.edit("gone-already"), there: /^This relay was deleted\. To change/ },
  {
    name: "settings-moderator",
    who: "helper",
    at: at.edit("open-square"),
    there: "Only the owner and the co-owners change the settings",
  },
  {
    name: "settings-take-offline",
    who,
    at: at.edit(CHOIR),
    acts: [does.press("Take offline")],
    there: "Take Lisbon Chamber Choir offline?",
  },
  {
    name: "settings-delete",
    who,
    at: at.edit(CHOIR),
    acts: [does.press("Delete")],
    there: "Delete Lisbon Chamber Choir for good",
  },
  {
    name: "settings-leave-unsaved",
    who,
    at: at.edit(CHOIR),
    acts: [does.fill("Relay name", "Lisbon Choir"), does.press("My relays")],
    there: "Leave without saving?",
  },
  {
    name: "settings-kit-with-key",
    who,
    at: at.edit(CHOIR),
    acts: [does.press("With secret key")],
    there: "Include the relay’s secret key?",
  },
]

/** Presses an entry in the menu of the last member, who does not run the relay. */
function removable(entry: string) {
  return async (page: Page) => {
    await page
      .getByRole("button", { name: /^Actions for/ })
      .last()
      .click()
    await page.getByRole("menuitem", { name: entry, exact: true }).first().click()
  }
}

export const relayTabs: readonly Picture[] = [...tabs, ...settings]
