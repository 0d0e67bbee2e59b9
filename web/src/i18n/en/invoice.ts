/** How an invoice stands, and what is on it. */
const days = (count: number) => `${count} ${count === 1 ? "day" : "days"}`

export const text = {
  status: {
    draft: "Draft",
    dueIn: (left: number) => `Due in ${days(left)}`,
    overdue: "Overdue",
    paid: "Paid",
    by: { nwc: "wallet", stripe: "card", oob: "manually" },
    void: "Void",
    why: { forgiven: "forgiven", replaced: "replaced", written_off: "written off" },
  },
  collecting: "Your wallet or card is paying this automatically.",
  span: (from: string, to: string) => `${from} to ${to}`,
  relays: (count: number) => `${count} ${count === 1 ? "relay" : "relays"}`,
  and: (all: readonly string[]) =>
    all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all[all.length - 1]}`,
} as const
