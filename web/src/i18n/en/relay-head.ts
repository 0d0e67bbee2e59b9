/** What all pages of a relay begin with. */
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
    done: (name: string) => `${name} is offline.`,
    undo: "Undo",
    back: (name: string) => `${name} is coming back online.`,
  },
} as const
