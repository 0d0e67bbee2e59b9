/** Adding, removing and banning somebody, each with its consequence. */
export const text = {
  add: {
    title: "Add a person",
    text: "They are a member at once and need no invite.",
    label: "Their ID",
    help: "It begins with npub1. Their app shows it in the profile, often under “share” or “keys”.",
    submit: "Add",
    cancel: "Cancel",
    isThem: (name: string) => `This is ${name}.`,
    unban: "This ID is banned. Adding it lifts the ban; what was deleted stays deleted.",
    done: (name: string) => `${name} is a member now.`,
    problems: {
      empty: "Paste the ID of the person.",
      secret:
        "That is a secret key, not an ID. Nobody should have seen it: whoever it belongs to should make a new one.",
      mistyped: "Something in this ID is mistyped. Copy it again, in one piece.",
      "not-a-key": "An ID begins with npub1, or has 64 digits from 0 to f.",
      member: "This person is a member already.",
    },
  },
  remove: {
    title: (name: string) => `Remove ${name}?`,
    text: "They cannot read or post here any more. What they wrote stays. With an invite link they can join again.",
    textOpen:
      "What they wrote stays. Anyone may join this relay, so they can come back at once. To keep them out, ban them.",
    confirm: "Remove",
    cancel: "Keep",
    done: (name: string) => `${name} was removed.`,
    undo: "Undo",
  },
  ban: {
    title: (name: string) => `Ban ${name}?`,
    text: "They cannot read, post or join here any more, and everything they wrote on this relay is deleted now. Lifting the ban later does not bring it back.",
    reason: "Reason",
    reasonHelp: "It stands beside the ban, so that you know why later.",
    reasonMissing: "Write why, in a few words.",
    confirm: "Ban and delete",
    cancel: "Do not ban",
    done: (name: string) => `${name} is banned.`,
  },
  bans: {
    title: "Banned",
    text: "They cannot read, post or join.",
    none: "Nobody is banned.",
    lift: "Lift ban",
    liftFor: (name: string) => `Lift ban of ${name}`,
    lifted: (name: string) => `${name} may join again.`,
    noReason: "No reason given",
    failed: "The bans could not be read.",
  },
} as const
