import { text } from "~/i18n/en/billing-status"

type Tenant = {
  status: "active" | "past_due" | "delinquent" | "suspended"
  suspension_reason?: string | null
}

/** How a tenant stands, in the words of the one status component; `said` is what follows from it. */
export type Standing = { tone: "ok" | "due" | "bad" | "off"; word: string; said: string }

/** A key that never made a relay stands as well as one can. */
export function standingOf(tenant: Tenant | null | undefined): Standing {
  const status = tenant?.status ?? "active"
  switch (status) {
    case "active":
      return { tone: "ok", word: text.active, said: "" }
    case "past_due":
      return { tone: "due", word: text.pastDue, said: text.pastDueSaid }
    case "delinquent":
      return { tone: "off", word: text.delinquent, said: text.delinquentSaid }
    case "suspended":
      return { tone: "bad", word: text.suspended, said: text.suspendedSaid(tenant?.suspension_reason ?? "") }
    default:
      return status satisfies never
  }
}
