import { grouped } from "~/domain/figure"

/** The invites of a relay. */
export const text = {
  title: "Invites",
  text: "Anyone with one of these can join until it ends, is used up or is revoked.",
  create: "New invite",
  standing: "Permanent invite",
  unlimited: "Any number of uses",
  uses: (uses: number, max: number) => `${grouped(uses)} of ${grouped(max)} ${max === 1 ? "use" : "uses"}`,
  noEnd: "No end",
  ends: "Ends",
  copyLink: "Copy link",
  linkLabel: "Invite link",
  revoke: "Revoke",
  revokeFor: (code: string) => `Revoke ${code}`,
  plain: "This relay’s server makes only invites without an end and a number of uses.",
  dialog: {
    title: "New invite",
    end: "Ends after",
    ends: { day: "1 day", week: "7 days", month: "30 days", never: "Never" },
    uses: "Number of uses",
    usesHelp: "Leave this empty for any number.",
    usesWrong: "Enter a whole number from 1 to 100,000.",
    submit: "Create invite",
    cancel: "Cancel",
    done: "Invite created.",
  },
  confirm: {
    title: "Revoke this invite?",
    text: "Nobody can join with it from now on. Members who joined with it stay.",
    standingText:
      "Nobody can join with it from now on, and the invite link of the relay changes. Members who joined with it stay.",
    confirm: "Revoke invite",
    cancel: "Keep invite",
    done: "Invite revoked.",
  },
} as const
