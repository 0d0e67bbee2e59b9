/** The notice that billing is on hold, and the way to resume it. */
export const text = {
  title: "Billing is on hold.",
  resume: "Resume billing",
  ask: "Resume billing?",
  text: "Invoices are issued and collected again. Due dates of open invoices move back by the length of the hold.",
  done: "Billing has resumed.",
  reason: "Reason",
  help: "Saved in the audit log. Only operators can see it.",
  missing: "Enter a reason.",
} as const
