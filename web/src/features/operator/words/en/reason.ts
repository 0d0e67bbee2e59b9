/** The dialog that asks an operator why they change what belongs to a tenant. */
export const text = {
  title: "Why are you doing this?",
  text: "This changes something that belongs to a tenant. Your reason is saved in the audit log with your ID.",
  reason: "Reason",
  help: "Only operators can see it.",
  missing: "Enter a reason.",
  go: "Continue",
  back: "Cancel",
} as const
