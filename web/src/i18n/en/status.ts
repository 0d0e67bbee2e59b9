/** The words for what a relay is doing; the same on every page and in the tab's title. */
export const text = {
  settingUp: "Setting up",
  stepsOf: (done: number, of: number) => `${done} of ${of}`,
  online: "Online",
  setupFailed: "Setup failed",
  notResponding: "Not responding",
  since: (when: string) => `since ${when}`,
  offline: "Offline",
  byYou: "by you",
  byOwner: "by its owner",
  unpaid: "unpaid",
  payToStart: "Pay to start",
  suspended: "Suspended",
  deleted: "Deleted",
  forGoodOn: (day: string) => `for good on ${day}`,
} as const
