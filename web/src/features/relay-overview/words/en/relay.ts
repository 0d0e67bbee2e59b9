/** The first page of a relay: how it is. */
const figure = (count: number) => count.toLocaleString("en-US")

/** `Rooms, photos and files`: a list in a sentence. */
const listed = (names: readonly string[]) => {
  const low = names.map((name, index) => (index === 0 ? name : name.toLowerCase()))
  return low.length < 2 ? low.join("") : `${low.slice(0, -1).join(", ")} and ${low.at(-1)}`
}

export const text = {
  notes: {
    retried: "We’re retrying automatically.",
    failed: "Setup failed.",
    failedText: (error: string) => `The server said: ${error}`,
    failedSilent: "The server gave no reason.",
    notResponding: "This relay isn’t responding.",
    changeFailed: "Your last change couldn’t be applied.",
    silent: "The server isn’t responding right now.",
    applying: "Applying your changes.",
    applyingText: "This takes a few seconds.",
    offline: "You took this relay offline.",
    offlineText:
      "Nobody can open it. Everything is kept, and you aren’t charged while it’s offline. Bringing it back takes a few seconds.",
    offlineOperator: "The owner took this relay offline.",
    goingOffline: "Going offline.",
    goingOfflineText: "This takes a few seconds.",
    unpaid: "This relay is offline because an invoice wasn’t paid.",
    unpaidText: "Nothing was deleted, and the invoice is forgiven. Choose a plan to bring it back.",
    choosePlan: "Choose a plan",
    suspended: "The host suspended this relay.",
    suspendedText: (reason: string) =>
      `Reason: ${reason}. Nobody can open it, but everything is kept. Only the host can lift the suspension.`,
    suspendedSilent: "Nobody can open it, but everything is kept. Only the host can lift the suspension.",
    deleted: (day: string) => `This relay was deleted. You can restore it until ${day}.`,
    deletedText: "It comes back with all its messages and members.",
  },
  ask: "Contact the host",
  access: {
    title: "Who can do what",
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
    scale: (passed: number, total: number) => `${passed} of ${total} days have passed`,
    payBy: (day: string) => `Due ${day}`,
    left: (days: number) => `${days} ${days === 1 ? "day" : "days"} left`,
    pay: "Pay now",
    doesNotWait: "Your relay is set up without waiting for this.",
    next: (day: string) => `Next charge on ${day}.`,
  },
  side: {
    plan: "Plan",
    month: "a month",
    year: "a year",
    free: "Nothing to pay",
    paymentsOff: "Payments are off on this server. Nothing is charged.",
    changePlan: "Change plan",
    unknownPlan: "This plan is no longer available.",
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
    apps: "For other apps",
    address: "Relay address",
    ownAddress: "Address under your domain",
    offlineText: "Members can’t open it until you bring it back. Nothing is deleted.",
  },
  health: {
    scaleWell: "Last 24 hours: no downtime",
    scale: (outages: number) => `Last 24 hours: ${outages === 1 ? "one outage" : `${outages} outages`}`,
    unknown: "Not checked yet.",
    latency: (ms: number) => `Answers in ${figure(ms)} ms.`,
    well: "No downtime.",
    once: (length: string, at: string) => `Unreachable for ${length} at ${at}.`,
    often: (count: number, length: string, at: string) =>
      `Unreachable ${count} times, most recently for ${length} at ${at}.`,
    down: (length: string) => `Not responding for ${length}.`,
    failed: "We couldn’t load the health check.",
    publicPage: "Public status page",
    backedUp: "Backed up.",
    lastTest: "Last restore test:",
    testPassed: "complete.",
    testFailed: "failed. The operator has been alerted.",
    notTested: "No restore test yet.",
  },
} as const
