/** What happened to a relay: the frame around the sentences of `activity.ts`. */
export const text = {
  lately: { title: "Lately", all: "All activity", none: "Nothing happened yet." },
  activity: {
    title: "Activity",
    topic: "Show",
    topics: {
      all: "Everything",
      settings: "Settings",
      people: "Members",
      status: "On and off",
      setup: "Setting up",
      money: "Payments",
      other: "Other",
    },
    empty: "Nothing happened yet.",
    emptyText: "What you and the host change on this relay is written down here.",
    nothing: "Nothing of this kind happened.",
    today: "Today",
    yesterday: "Yesterday",
    list: (day: string) => `What happened: ${day}`,
    failed: "The history could not be read.",
  },
} as const
