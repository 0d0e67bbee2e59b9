/** The few words that components themselves say, whatever page they stand on. */
export const text = {
  optional: "(optional)",
  close: "Close",
  cancel: "Cancel",
  copy: "Copy",
  copied: "Copied",
  /** Where the page may not write to the clipboard: the value is selected, the person presses the keys. */
  copyByHand: (mac: boolean) => (mac ? "Press ⌘ C" : "Press Ctrl C"),
  clearFilters: "Clear filters",
  tryAgain: "Try again",
  notifications: "Notifications",
  loading: "Loading",
  dismiss: "Dismiss",
  typeToConfirm: (word: string) => ["Type ", word, " to confirm."] as const,
  somethingElse: "That didn’t work. Nothing was changed.",
  stepStates: { done: "Done", now: "Now", waiting: "Waiting", failed: "Failed" },
} as const
