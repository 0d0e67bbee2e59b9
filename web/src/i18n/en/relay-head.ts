/** What all pages of a relay begin with. */
const figure = (count: number) => count.toLocaleString("en-US")

export const text = {
  loading: "Loading this relay",
  notFound: {
    title: "There is no relay here",
    text: "The address may be mistyped, the relay may be gone, or it belongs to another account.",
    action: "To my relays",
  },
  head: {
    crumb: "My relays",
    crumbOperator: "All relays",
    copyAddress: "Copy address",
    invite: "Invite people",
    openIn: "Open in app",
    edit: "Edit",
    more: "More actions",
    tabs: "This relay",
    overview: "Overview",
    members: "Members",
    activity: "Activity",
    settings: "Settings",
    copyUrl: "Copy relay address",
    copied: "Relay address copied.",
    copyFailed: "This browser does not let the page copy. Select the address and copy it by hand.",
    takeOffline: "Take offline",
    bringOnline: "Bring back online",
    restore: "Bring it back",
  },
  offline: {
    title: (name: string) => `Take ${name} offline?`,
    members: (count: number) =>
      count > 1
        ? `${figure(count)} members cannot open it until you bring it back.`
        : "Nobody can open it until you bring it back.",
    kept: "Nothing is deleted.",
    keptPaid: "Nothing is deleted, and you are not charged meanwhile.",
    confirm: "Take offline",
    cancel: "Keep online",
    done: (name: string) => `${name} is offline.`,
    undo: "Undo",
    back: (name: string) => `${name} is coming back online.`,
  },
} as const
