/** Before a relay is taken offline. */
const figure = (count: number) => count.toLocaleString("en-US")

export const text = {
  title: (name: string) => `Take ${name} offline?`,
  members: (count: number) =>
    count > 1
      ? `${figure(count)} members can’t open it until you bring it back.`
      : "Nobody can open it until you bring it back.",
  kept: "Nothing is deleted.",
  keptPaid: "Nothing is deleted, and you aren’t charged while it’s offline.",
  confirm: "Take offline",
  cancel: "Keep online",
} as const
