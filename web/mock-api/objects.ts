import type { components } from "../src/api/schema.gen"

type Schemas = components["schemas"]

export type Plan = Schemas["Plan"]
export type Info = Schemas["Info"]
export type Tenant = Schemas["Tenant"]
export type Relay = Schemas["Relay"]
export type RelayDomain = Schemas["RelayDomain"]
export type Invoice = Schemas["Invoice"]
export type InvoiceItem = Schemas["InvoiceItem"]
export type InvoiceDocument = Schemas["InvoiceDocument"]
export type BillingDetails = Schemas["BillingDetails"]
export type Bolt11 = Schemas["Bolt11"]
export type Refund = Schemas["Refund"]
export type Money = Schemas["Money"]
export type Quote = Schemas["Quote"]
export type Activity = Schemas["Activity"]
export type Probe = Schemas["Probe"]
export type AuditEntry = Schemas["AuditEntry"]
export type Overview = Schemas["Overview"]

/** One key that a relay keeps out, with the owner's words for it. */
export type Ban = { pubkey: string; reason: string }

/** A relay as the API shows it, and what the mock keeps beside it. */
export type RelayRow = {
  relay: Relay
  /** The status that its owner or the lack of money gives it; a suspension lies over it. */
  base: "active" | "inactive" | "delinquent"
  deleted: boolean
  /** The paid plan that starts when its invoice is paid. */
  reserved?: { plan_id: string; interval: Relay["interval"]; invoice_id?: string } | undefined
  members: string[]
  /** The number of members beside them, who are generated. */
  crowd?: number
  /** Those of them who left. */
  left?: string[]
  bans: Ban[]
  /** The people who run it with its owner. */
  team: Schemas["TeamMember"][]
  /** The open offer to transfer it. */
  offer?: Schemas["TransferOffer"] | undefined
  probes: Probe[]
  /** Absent: none, or not looked at yet. */
  domain?: RelayDomain | undefined
}

export type TenantRow = { tenant: Tenant }

/** Everything that the mock knows. */
export type World = {
  info: Info
  plans: Plan[]
  tenants: Map<string, TenantRow>
  relays: Map<string, RelayRow>
  activity: Activity[]
  audit: AuditEntry[]
  invoices: Invoice[]
  items: InvoiceItem[]
  refunds: Refund[]
  /** By invoice. */
  bolt11s: Map<string, Bolt11>
  /** The billing details of tenants. */
  details: Map<string, BillingDetails>
  /** The billing details with which invoices were paid. */
  settled: Map<string, BillingDetails>
}

/** The switches of a relay by their names in JSON. */
export const SWITCHES = [
  "policy_public_read",
  "policy_public_write",
  "policy_public_join",
  "policy_strip_signatures",
  "groups_enabled",
  "management_enabled",
  "members_can_invite",
  "blossom_enabled",
  "livekit_enabled",
  "push_enabled",
  "public_status",
] as const

export type Switch = (typeof SWITCHES)[number]
