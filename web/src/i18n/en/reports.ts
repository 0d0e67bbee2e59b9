/** The reasons of reports (NIP-56) and the outcomes, which the reporter and the operator see. */
export const text = {
  reason: {
    illegal: "Something illegal",
    spam: "Spam",
    impersonation: "Someone pretends to be another person",
    nudity: "Nudity or sexual content",
    malware: "Malware or a scam",
    profanity: "Hate or harassment",
    other: "Something else",
  },
  decision: {
    dismiss: "Nothing was changed",
    remove_message: "The message was removed",
    suspend_relay: "The community was taken offline",
    suspend_tenant: "All communities of this owner were taken offline",
  },
} as const
