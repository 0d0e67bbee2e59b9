/** How an invoice stands, and what is on it. */
const days = (count: number) => `${count} ${count === 1 ? "day" : "days"}`

export const text = {
  status: {
    draft: "Draft",
    dueIn: (left: number) => `Due in ${days(left)}`,
    overdue: "Overdue",
    paid: "Paid",
    by: { nwc: "wallet", stripe: "card", oob: "by hand" },
    void: "Void",
    why: { forgiven: "forgiven", replaced: "replaced", written_off: "written off" },
  },
  page: {
    back: "Account",
    title: (day: string) => `Invoice of ${day}`,
    receipt: (day: string) => `Receipt of ${day}`,
    loading: "Reading the invoice",
    missing: {
      title: "There is no invoice here",
      text: "The address may be cut off, or the invoice belongs to another account.",
      action: "To my account",
    },
    pay: "Pay now",
    print: "Print",
    from: "From",
    to: "For",
    number: "Invoice",
    period: "Period",
    made: "Made on",
    dueOn: "Due on",
    paidOn: "Paid on",
    voidOn: "Void since",
    lines: "Lines",
    line: "What",
    days: "When",
    amount: "Amount",
    total: "Total",
    estimate: (about: string) => `${about} at the rate of that day`,
    linesFailed: "The lines could not be read.",
    whyReplaced: "What it was for changed, so another invoice took its place, or credit paid for it.",
    whyForgiven: "It was not paid in time. What it asked for is forgiven.",
    whyWrittenOff: "The host wrote it off. Nothing is owed for it.",
  },
  span: (from: string, to: string) => `${from} to ${to}`,
  relays: (count: number) => `${count} ${count === 1 ? "relay" : "relays"}`,
  and: (all: readonly string[]) =>
    all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all[all.length - 1]}`,
} as const
