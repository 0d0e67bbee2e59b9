/** What happened to a relay: the frame around the sentences of `activity.ts`. */
export const text = {
  lately: { title: "Recent activity", all: "All activity", none: "No activity yet." },
  activity: {
    title: "Activity",
    topic: "Show",
    topics: {
      all: "Everything",
      settings: "Settings",
      people: "Members",
      status: "Online and offline",
      setup: "Setup",
      money: "Payments",
      other: "Other",
    },
    empty: "No activity yet",
    emptyText: "Changes that you or the host make to this relay are listed here.",
    nothing: "No activity of this kind.",
    today: "Today",
    yesterday: "Yesterday",
    list: (day: string) => `Activity: ${day}`,
    failed: "We couldn’t load the activity.",
  },
} as const
