/** The notice that billing is on hold, and the way to resume it. */
export const text = {
  title: "Billing is on hold.",
  resume: "Resume billing",
  ask: "Resume billing?",
  text: "Invoices are made and collected again. Open invoices are due later by the time of the hold.",
  done: "Billing is resumed.",
  reason: "Reason",
  help: "It is kept in the audit log. Only operators see it.",
  missing: "Give a reason.",
} as const
