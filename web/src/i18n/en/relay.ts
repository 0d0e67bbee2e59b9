/** The first page of a relay: how it is. */
const figure = (count: number) => count.toLocaleString("en-US")

/** `Rooms, photos and files`: a list in a sentence. */
const listed = (names: readonly string[]) => {
  const low = names.map((name, index) => (index === 0 ? name : name.toLowerCase()))
  return low.length < 2 ? low.join("") : `${low.slice(0, -1).join(", ")} and ${low.at(-1)}`
}

export const text = {
  notes: {
    retried: "It is tried again by itself.",
    failed: "Setup failed.",
    failedText: (error: string) => `Its host said: ${error}`,
    failedSilent: "Its host gave no reason.",
    notResponding: "This relay is not responding.",
    changeFailed: "A change of this relay was refused.",
    silent: "Its host does not answer just now.",
    applying: "Your changes are on their way.",
    applyingText: "They are there in a few seconds.",
    offline: "This relay is offline, because you took it offline.",
    offlineText:
      "Nobody can open it. Everything is kept, and nothing is charged meanwhile. Brought back, it answers in a few seconds.",
    offlineOperator: "Its owner took this relay offline.",
    goingOffline: "It is going offline.",
    goingOfflineText: "Its host hears of it in a few seconds.",
    unpaid: "This relay is offline, because an invoice was not paid.",
    unpaidText: "Nothing is deleted, and what you owed is forgiven. Choose a plan again, and it comes back.",
    choosePlan: "Choose a plan again",
    suspended: "The host suspended this relay.",
    suspendedText: (reason: string) =>
      `Reason: ${reason}. Nobody can open it; everything is kept. Only the host can lift this.`,
    suspendedSilent: "Nobody can open it; everything is kept. Only the host can lift this.",
    deleted: (day: string) => `This relay was deleted. You can bring it back until ${day}.`,
    deletedText: "It comes back with all messages and members.",
  },
  ask: "Ask the host",
  access: {
    title: "Who may do what",
    change: "Change",
    read: "Read",
    post: "Post",
    join: "Join",
    invite: "Invite",
    circles: { anyone: "Anyone", members: "Members", invited: "People with an invite", owner: "Only you" },
    inviteMembers: "Every member",
  },
  due: {
    first: "First invoice",
    span: (about: string | undefined, span: string) => `${about ? `${about}, ` : ""}for ${span}`,
    scale: (passed: number, total: number) => `${passed} of ${total} days used`,
    payBy: (day: string) => `Pay by ${day}`,
    left: (days: number) => `${days} ${days === 1 ? "day" : "days"} left`,
    pay: "Pay now",
    doesNotWait: "Your relay does not wait for this.",
    next: (day: string) => `Next charge on ${day}.`,
  },
  side: {
    plan: "Plan",
    month: "a month",
    free: "Nothing to pay",
    paymentsOff: "This server has no payments switched on. Nothing is charged.",
    changePlan: "Change plan",
    unknownPlan: "This plan is no longer offered.",
    features: "Features",
    featureNames: {
      groups_enabled: "Rooms",
      blossom_enabled: "Photos and files",
      livekit_enabled: "Calls",
      push_enabled: "Notifications",
    },
    on: "On",
    off: "Off",
    notYet: (names: readonly string[]) => `Not available yet: ${listed(names)}.`,
    health: "Health",
    ago: "24 hours ago",
    now: "Now",
    apps: "For apps that ask",
    address: "Relay address",
    offlineText: "Members cannot open it until you bring it back. Nothing is deleted.",
  },
  health: {
    scaleWell: "Last 24 hours: no interruption",
    scale: (outages: number) => `Last 24 hours: ${outages === 1 ? "one interruption" : `${outages} interruptions`}`,
    unknown: "It was not looked at yet.",
    latency: (ms: number) => `Answers in ${figure(ms)} ms.`,
    well: "No interruption.",
    once: (length: string, at: string) => `Not reachable for ${length} at ${at}.`,
    often: (count: number, length: string, at: string) => `Not reachable ${count} times, last for ${length} at ${at}.`,
    down: (length: string) => `Not responding for ${length}.`,
    failed: "Health could not be read.",
  },
} as const
