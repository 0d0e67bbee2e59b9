/** What stands beside the demo's wallet wherever it shows. */
export const text = {
  connected: "No real money: this is the demo’s wallet.",
} as const
