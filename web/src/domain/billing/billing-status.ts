import { text } from "~/i18n/en/billing-status"

type Tenant = {
  status: "active" | "past_due" | "delinquent" | "suspended" | "closed"
  suspension_reason?: string | null
}

/** A billing status in words: tone and word of the badge, and a sentence about the consequence. */
export type BillingStatusWords = { tone: "ok" | "due" | "bad" | "off"; word: string; said: string }

/** The words for a tenant's billing status. A key without a tenant counts as active. */
export function billingStatusOf(tenant: Tenant | null | undefined): BillingStatusWords {
  const status = tenant?.status ?? "active"
  switch (status) {
    case "active":
      return { tone: "ok", word: text.active, said: "" }
    case "past_due":
      return { tone: "due", word: text.pastDue, said: text.pastDueSaid }
    case "delinquent":
      return { tone: "due", word: text.delinquent, said: text.delinquentSaid }
    case "suspended":
      return { tone: "bad", word: text.suspended, said: text.suspendedSaid(tenant?.suspension_reason ?? "") }
    case "closed":
      return { tone: "off", word: text.closed, said: "" }
    default:
      return status satisfies never
  }
}
