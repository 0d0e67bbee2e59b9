import { describe, expect, it } from "vitest"
import { lightningCode } from "../../mock-api/bill.ts"
import { ACCOUNTS, hexOf } from "../../mock-api/people.ts"
import { MockApi } from "../../mock-api/server.ts"
import { tokenFor } from "../../mock-api/sign-in.ts"

const NOW = 1_795_000_000
const ORIGIN = "http://localhost:2892"
const SOMEBODY = "8".repeat(64)

type Who = keyof typeof ACCOUNTS | "nobody"
type Call = [who: Who, method: string, path: string, body?: unknown, variant?: string]

/** Every operation, and the refusals that a page has to live with. Relays are named by their subdomain. */
function calls(relay: (subdomain: string) => string, invoice: (who: Who, status: string) => string): Call[] {
  const { owner, suspended } = ACCOUNTS
  const choir = relay("lisbon-choir")
  return [
    ["nobody", "GET", "/plans"],
    ["nobody", "GET", "/plans/basic"],
    ["nobody", "GET", "/plans/none"],
    ["nobody", "GET", "/info"],
    ["nobody", "GET", "/info", undefined, "payments"],
    ["nobody", "GET", "/identity"],
    ["operator", "GET", "/identity"],
    ["owner", "GET", "/identity", undefined, "busy"],
    ["owner", "GET", "/identity", undefined, "error"],
    ["nobody", "GET", "/availability?subdomain=free-one"],
    ["nobody", "GET", "/availability?subdomain=lisbon-choir"],
    ["nobody", "GET", "/info", undefined, "zooid"],
    ["owner", "GET", "/subdomains/free-one"],
    ["owner", "GET", "/subdomains/lisbon-choir"],
    ["owner", "GET", "/subdomains/-Nope"],
    ["owner", "GET", "/tenants"],
    ["operator", "GET", "/tenants?limit=7"],
    ["operator", "GET", "/tenants?status=suspended"],
    ["operator", "GET", "/tenants?status=none"],
    ["operator", "GET", "/tenants?cursor=x"],
    ["newcomer", "POST", "/tenants", { return_url: "https://nowhere.example" }],
    ["owner", "GET", `/tenants/${owner.pubkey}`],
    ["owner", "GET", `/tenants/${suspended.pubkey}`],
    ["suspended", "GET", `/tenants/${suspended.pubkey}`],
    ["late", "GET", `/tenants/${ACCOUNTS.late.pubkey}`],
    ["unpaid", "GET", `/tenants/${ACCOUNTS.unpaid.pubkey}`],
    ["owner", "PUT", `/tenants/${owner.pubkey}`, { nwc_url: "" }],
    ["owner", "PUT", `/tenants/${owner.pubkey}`, { nwc_url: "nostr+walletconnect://x" }],
    ["owner", "POST", `/tenants/${owner.pubkey}/reconcile`],
    ["owner", "GET", `/tenants/${owner.pubkey}/relays`],
    ["owner", "GET", `/tenants/${owner.pubkey}/relays?status=deleted`],
    ["owner", "GET", `/tenants/${owner.pubkey}/relays?q=choir&plan=basic&limit=1`],
    ["owner", "GET", `/tenants/${owner.pubkey}/invoices`],
    ["owner", "GET", `/tenants/${owner.pubkey}/invoices/draft`],
    ["owner", "GET", `/tenants/${owner.pubkey}/activity?limit=20`],
    ["owner", "GET", `/tenants/${owner.pubkey}/notices`],
    ["owner", "GET", `/tenants/${owner.pubkey}/stripe/session`],
    ["operator", "GET", "/relays?limit=3"],
    ["operator", "GET", "/relays?status=none"],
    ["operator", "GET", "/invoices"],
    ["owner", "GET", "/invoices"],
    ["owner", "POST", "/relays", { subdomain: "new-one", plan_id: "free", info_name: "New one" }],
    ["owner", "POST", "/relays", { subdomain: "new-one", plan_id: "free" }],
    ["owner", "POST", "/relays", { subdomain: "", plan_id: "free" }],
    ["owner", "POST", "/relays", { subdomain: "two", plan_id: "choir" }],
    ["owner", "POST", "/relays", { subdomain: "two", plan_id: "free", info_icon: "http://x" }],
    ["owner", "POST", "/relays", { subdomain: "two", plan_id: "free", push_enabled: true }],
    ["owner", "POST", "/relays", { subdomain: "two", plan_id: "free", tenant_pubkey: SOMEBODY }],
    ["suspended", "POST", "/relays", { subdomain: "three", plan_id: "free" }],
    ["owner", "GET", `/relays/${choir}`],
    ["newcomer", "GET", `/relays/${choir}`],
    ["owner", "PUT", `/relays/${choir}`, { info_name: "Lisbon Choir", plan_id: "growth" }],
    ["owner", "PATCH", `/relays/${choir}`, { members_can_invite: 0 }],
    ["owner", "PUT", `/relays/${choir}`, { plan_id: "free" }],
    ["owner", "GET", `/relays/${choir}/team`],
    ["helper", "GET", `/relays/${choir}/team`],
    ["newcomer", "GET", `/relays/${choir}/team`],
    ["helper", "GET", `/relays/${choir}`],
    ["helper", "PUT", `/relays/${choir}`, { plan_id: "growth" }],
    ["helper", "POST", `/relays/${choir}/deactivate`],
    ["owner", "PUT", `/relays/${choir}/team/${SOMEBODY}`, { role: "moderator" }],
    ["owner", "PUT", `/relays/${choir}/team/${SOMEBODY}`, { role: "owner" }],
    ["owner", "PUT", `/relays/${choir}/team/${owner.pubkey}`, { role: "moderator" }],
    ["helper", "DELETE", `/relays/${choir}/team/${SOMEBODY}`],
    ["owner", "DELETE", `/relays/${choir}/team/${SOMEBODY}`],
    ["owner", "DELETE", `/relays/${choir}/team/${SOMEBODY}`],
    ["owner", "POST", `/relays/${choir}/transfer`, { pubkey: SOMEBODY }],
    ["owner", "POST", `/relays/${relay("open-square")}/transfer`, { pubkey: ACCOUNTS.helper.pubkey }],
    ["helper", "POST", `/relays/${relay("open-square")}/transfer/quote`],
    ["helper", "POST", `/relays/${relay("open-square")}/transfer/quote`, undefined, "payments"],
    ["operator", "POST", `/relays/${relay("open-square")}/transfer/quote`],
    ["helper", "POST", `/relays/${relay("open-square")}/transfer/accept`, { plan_id: "growth", due: 1 }, "payments"],
    ["helper", "POST", `/relays/${relay("open-square")}/transfer/accept`, { due: 1 }, "payments"],
    ["owner", "DELETE", `/relays/${relay("open-square")}/transfer`],
    ["owner", "POST", `/relays/${relay("empty-room")}/transfer`, { pubkey: SOMEBODY }],
    ["owner", "POST", `/relays/${relay("empty-room")}/transfer`, { pubkey: "x" }],
    ["operator", "POST", `/relays/${relay("empty-room")}/transfer`, { pubkey: SOMEBODY }],
    ["owner", "DELETE", `/relays/${relay("empty-room")}/transfer`],
    ["owner", "DELETE", `/relays/${relay("empty-room")}/transfer`],
    ["helper", "GET", `/tenants/${ACCOUNTS.helper.pubkey}/team-relays`],
    ["operator", "POST", `/relays/${relay("club-3")}/transfer/accept`],
    ["helper", "POST", `/relays/${relay("club-3")}/transfer/accept`],
    ["helper", "POST", `/relays/${relay("club-3")}/transfer/accept`],
    ["helper", "POST", `/relays/${relay("club-3")}/transfer`, { pubkey: owner.pubkey }],
    ["owner", "POST", `/relays/${relay("club-3")}/transfer/decline`],
    ["owner", "GET", `/relays/${choir}/domain`],
    ["owner", "POST", `/relays/${choir}/domain/check`],
    ["owner", "PUT", `/relays/${choir}`, { custom_domain: "Choir.example" }],
    ["owner", "PUT", `/relays/${choir}`, { custom_domain: "choir.example" }],
    ["owner", "GET", `/relays/${choir}/domain`],
    ["owner", "POST", `/relays/${choir}/domain/check`],
    ["owner", "PUT", `/relays/${relay("free-full")}`, { blossom_enabled: 1 }],
    ["owner", "PUT", `/relays/${relay("gone-already")}`, { info_name: "x" }],
    ["owner", "POST", `/relays/${choir}/deactivate`],
    ["owner", "POST", `/relays/${choir}/deactivate`],
    ["owner", "POST", `/relays/${choir}/reactivate`],
    ["owner", "POST", `/relays/${relay("was-suspended")}/reactivate`],
    ["operator", "POST", `/relays/${choir}/suspend`, { reason: "" }],
    ["operator", "POST", `/relays/${choir}/suspend`, { reason: "Spam" }],
    ["operator", "POST", `/relays/${choir}/unsuspend`],
    ["nobody", "POST", "/reports", { relay: "lisbon-choir.relays.example", reason: "spam" }],
    ["nobody", "POST", "/reports", { relay: "nowhere.example", reason: "spam" }],
    ["nobody", "POST", "/reports", { relay: "lisbon-choir.relays.example", reason: "x" }],
    ["nobody", "GET", `/reports/${"a".repeat(32)}`],
    ["nobody", "GET", `/reports/${"b".repeat(32)}`],
    ["nobody", "GET", "/reports/none"],
    ["owner", "GET", "/admin/reports"],
    ["operator", "GET", "/admin/reports?status=open"],
    ["operator", "GET", "/admin/reports?status=none"],
    ["operator", "POST", "/admin/reports/report-1/message"],
    ["operator", "POST", "/admin/reports/report-2/message"],
    ["operator", "POST", "/admin/reports/report-2/decide", { decision: "dismiss", sentence: "" }],
    ["operator", "POST", "/admin/reports/report-2/decide", { decision: "dismiss", sentence: "It’s fine." }],
    ["operator", "POST", "/admin/reports/report-2/decide", { decision: "suspend_relay", sentence: "No." }],
    ["operator", "GET", "/admin/broadcasts"],
    ["operator", "GET", "/admin/broadcasts/audiences"],
    ["operator", "POST", "/admin/broadcasts", { audience: "paid", subject: "News", text: "" }],
    ["operator", "POST", "/admin/broadcasts", { audience: "paid", subject: "News", text: "We moved." }],
    ["operator", "POST", "/admin/broadcasts", { audience: "paid", subject: "News", text: "We moved." }],
    ["operator", "POST", "/admin/broadcasts/broadcast-2/stop"],
    ["operator", "POST", "/admin/relays/suspend", { ids: [], reason: "Spam" }],
    ["operator", "POST", "/admin/relays/suspend", { ids: [relay("nearly-full"), "none"], reason: "Spam" }],
    ["operator", "POST", "/admin/relays/unsuspend", { ids: [relay("nearly-full")] }],
    ["owner", "GET", `/relays/${choir}/activity?limit=20`],
    ["owner", "GET", `/relays/${choir}/health`],
    ["nobody", "GET", "/status"],
    ["nobody", "GET", `/status/${choir}`],
    ["owner", "PUT", `/relays/${choir}`, { public_status: 1 }],
    ["nobody", "GET", `/status/${choir}`],
    ["owner", "GET", `/relays/${choir}/members`],
    ["owner", "GET", `/relays/${choir}/members`, undefined, "unavailable"],
    ["owner", "GET", `/relays/${relay("open-square")}/members?limit=2`],
    ["owner", "GET", `/relays/${relay("open-square")}/members?limit=2&q=ff`, undefined, "nameless"],
    ["owner", "GET", `/relays/${relay("open-square")}/members?cursor=${SOMEBODY}&limit=1`],
    ["owner", "GET", `/relays/${choir}/members?limit=501`],
    ["owner", "GET", `/relays/${choir}/members?cursor=1.from`],
    ["owner", "PUT", `/relays/${relay("open-square")}/members/${SOMEBODY}`],
    ["owner", "DELETE", `/relays/${relay("open-square")}/members/${SOMEBODY}`],
    ["owner", "PUT", `/relays/${choir}/members/${SOMEBODY}`],
    ["owner", "PUT", `/relays/${choir}/members/nobody`],
    ["owner", "PUT", `/relays/${relay("full-house")}/members/${SOMEBODY}`],
    ["owner", "PUT", `/relays/${relay("hands-off")}/members/${SOMEBODY}`],
    ["owner", "PUT", `/relays/${relay("taken-offline")}/members/${SOMEBODY}`],
    ["owner", "PUT", `/relays/${relay("was-suspended")}/members/${SOMEBODY}`],
    ["owner", "PUT", `/relays/${relay("saved-step")}/members/${SOMEBODY}`],
    ["owner", "DELETE", `/relays/${choir}/members/${SOMEBODY}`],
    ["owner", "DELETE", `/relays/${choir}/members/${owner.pubkey}`],
    ["owner", "GET", `/relays/${choir}/bans`],
    ["owner", "PUT", `/relays/${choir}/bans/${SOMEBODY}`, { reason: "Shouting" }],
    ["owner", "DELETE", `/relays/${choir}/bans/${SOMEBODY}`],
    ["owner", "POST", `/relays/${choir}/invite`],
    ["owner", "GET", `/relays/${choir}/invites`],
    ["owner", "GET", `/relays/${choir}/invites`, undefined, "zooid"],
    ["owner", "POST", `/relays/${choir}/invites`, { expires_at: 4_000_000_000, uses_max: 2 }],
    ["owner", "POST", `/relays/${choir}/invites`, { expires_at: 1 }],
    ["owner", "POST", `/relays/${choir}/invites`, { uses_max: 2 }, "zooid"],
    ["owner", "DELETE", `/relays/${choir}/invites/${hexOf("MOCK1")}`],
    ["owner", "DELETE", `/relays/${choir}/invites/${SOMEBODY}`],
    ["owner", "DELETE", `/relays/${choir}/invites/x`],
    ["owner", "GET", `/relays/${choir}/files`],
    ["owner", "GET", `/relays/${choir}/files?sort=name`],
    ["owner", "GET", `/relays/${choir}/files`, undefined, "zooid"],
    ["owner", "GET", `/relays/${relay("taken-offline")}/files`],
    ["owner", "DELETE", `/relays/${choir}/files/x`],
    ["owner", "DELETE", `/relays/${choir}/files/${SOMEBODY}`],
    ["owner", "DELETE", `/relays/${choir}/files/${hexOf("lisbon-choir file 3")}`],
    ["owner", "GET", `/relays/${choir}/rooms`],
    ["owner", "GET", `/relays/${relay("taken-offline")}/rooms`],
    ["owner", "POST", `/relays/${choir}/rooms`, { name: "Altos", about: "Second row", private: 1 }],
    ["owner", "POST", `/relays/${choir}/rooms`, { name: " " }],
    ["owner", "POST", `/relays/${choir}/rooms`, { name: "x", private: true }],
    ["owner", "PATCH", `/relays/${choir}/rooms/mockroom1`, { name: "Altos and tenors", private: 0 }],
    ["owner", "PATCH", `/relays/${choir}/rooms/none`, { name: "x" }],
    ["owner", "GET", `/relays/${choir}/rooms/mockroom1/members`],
    ["owner", "PUT", `/relays/${choir}/rooms/mockroom1/members/${SOMEBODY}`],
    ["owner", "PUT", `/relays/${choir}/rooms/mockroom1/members/nobody`],
    ["owner", "DELETE", `/relays/${choir}/rooms/mockroom1/members/${SOMEBODY}`],
    ["owner", "DELETE", `/relays/${choir}/rooms/mockroom1`],
    ["owner", "DELETE", `/relays/${choir}/rooms/mockroom1`],
    ["owner", "GET", `/relays/${choir}/events?search=sunglasses`],
    ["owner", "GET", `/relays/${choir}/events?until=x`],
    ["owner", "GET", `/relays/${choir}/events?search=${"x".repeat(257)}`],
    ["owner", "GET", `/relays/${relay("taken-offline")}/events`],
    ["owner", "GET", `/relays/${choir}/reports`],
    ["owner", "GET", `/relays/${choir}/banned-events`, undefined, "zooid"],
    ["owner", "PUT", `/relays/${choir}/banned-events/x`],
    ["owner", "PUT", `/relays/${choir}/banned-events/${hexOf("lisbon-choir message 3")}`, { reason: "No ads" }],
    ["owner", "PUT", `/relays/${relay("hands-off")}/banned-events/${SOMEBODY}`],
    ["owner", "GET", `/relays/${choir}/banned-events`],
    ["owner", "DELETE", `/relays/${choir}/banned-events/${hexOf("lisbon-choir message 3")}`],
    ["owner", "DELETE", `/relays/${choir}/banned-events/${SOMEBODY}`],
    ["owner", "DELETE", `/relays/${choir}/reports/${hexOf("a message that is gone")}`],
    ["owner", "DELETE", `/relays/${choir}/reports/${SOMEBODY}`],
    ["owner", "GET", `/relays/${choir}/usage`],
    ["owner", "GET", `/relays/${choir}/usage?range=month`],
    ["owner", "GET", `/relays/${choir}/usage?range=week`],
    ["owner", "GET", `/relays/${choir}/usage`, undefined, "zooid"],
    ["owner", "GET", `/relays/${relay("taken-offline")}/usage`],
    ["owner", "GET", `/relays/${relay("saved-step")}/usage`],
    ["owner", "GET", `/relays/${choir}/import`],
    ["owner", "POST", `/relays/${choir}/import`],
    ["owner", "GET", `/relays/${choir}/import`],
    ["owner", "POST", `/relays/${relay("was-suspended")}/import`],
    ["owner", "DELETE", `/relays/${relay("just-me")}?confirm=other`],
    ["owner", "DELETE", `/relays/${relay("just-me")}?confirm=just-me`],
    ["owner", "GET", "/images?url=http://x"],
    ["owner", "GET", "/images?url=https://missing.example/x.png"],
    ["operator", "POST", `/tenants/${owner.pubkey}/suspend`, { reason: "Spam" }],
    ["operator", "POST", `/tenants/${owner.pubkey}/unsuspend`],
    ["operator", "GET", "/admin/overview"],
    ["operator", "GET", "/admin/figures"],
    ["operator", "GET", "/admin/figures?range=month"],
    ["operator", "GET", "/admin/figures?range=year"],
    ["owner", "GET", "/admin/figures"],
    ["operator", "GET", "/admin/audit?limit=3"],
    ["operator", "GET", `/admin/audit?tenant=${suspended.pubkey}`],
    ["owner", "GET", "/admin/audit"],
    ...moneyCalls(relay, invoice),
    ["owner", "DELETE", "/session"],
    ["owner", "GET", "/identity"],
  ]
}

/** Invoices, and the ways to pay them. */
function moneyCalls(relay: (subdomain: string) => string, invoice: (who: Who, status: string) => string): Call[] {
  const { due, failing, payer, unpaid } = ACCOUNTS
  const link = `nostr+walletconnect://${SOMEBODY}?relay=wss%3A%2F%2Frelay.example&secret=${SOMEBODY}`
  const kiln = invoice("due", "open")
  const dockside = invoice("failing", "open")
  return [
    ["due", "GET", `/tenants/${due.pubkey}`],
    ["due", "GET", `/tenants/${due.pubkey}/invoices/draft`],
    ["payer", "GET", `/tenants/${payer.pubkey}`],
    ["payer", "GET", `/tenants/${payer.pubkey}/invoices?status=paid&limit=2`],
    ["payer", "GET", `/tenants/${payer.pubkey}/invoices?status=none`],
    ["payer", "GET", `/tenants/${payer.pubkey}/invoices/draft`],
    ["payer", "GET", `/tenants/${payer.pubkey}/invoices/upcoming`],
    ["unpaid", "GET", `/tenants/${unpaid.pubkey}/invoices/upcoming`],
    ["payer", "POST", `/tenants/${payer.pubkey}/quote`, { plan_id: "basic" }],
    ["payer", "POST", `/tenants/${payer.pubkey}/quote`, { plan_id: "choir" }],
    ["payer", "POST", `/tenants/${payer.pubkey}/quote`, { plan_id: "basic", interval: "year" }],
    ["payer", "POST", `/tenants/${payer.pubkey}/quote`, { plan_id: "basic", interval: "week" }],
    ["unpaid", "GET", `/tenants/${unpaid.pubkey}/invoices`],
    ["operator", "GET", `/invoices?tenant=${payer.pubkey}&status=void`],
    ["operator", "GET", "/invoices?status=overdue"],
    ["due", "GET", `/invoices/${kiln}`],
    ["payer", "GET", `/invoices/${kiln}`],
    ["due", "GET", `/invoices/${kiln}/items`],
    ["due", "GET", `/invoices/${kiln}/document`],
    ["owner", "GET", `/invoices/${kiln}/document`],
    ["payer", "GET", `/invoices/${invoice("payer", "paid")}/document`],
    ["payer", "GET", `/invoices/${invoice("payer", "void")}/document`],
    ["payer", "GET", `/tenants/${payer.pubkey}/billing-details`],
    ["owner", "GET", `/tenants/${payer.pubkey}/billing-details`],
    ["due", "PUT", `/tenants/${due.pubkey}/billing-details`, { name: " Kiln ", address: "1 Lane\r\n\r\nTown" }],
    ["due", "PUT", `/tenants/${due.pubkey}/billing-details`, { name: "two\nlines" }],
    ["payer", "GET", `/tenants/${payer.pubkey}/email`],
    ["payer", "PUT", `/tenants/${payer.pubkey}/email`, { address: "ann" }],
    ["payer", "POST", `/tenants/${payer.pubkey}/email/send`],
    ["payer", "PUT", `/tenants/${payer.pubkey}/email`, { address: "ann@club.example" }],
    ["payer", "POST", `/tenants/${payer.pubkey}/email/send`],
    ["nobody", "POST", "/email/verify", { token: "none" }],
    ["nobody", "POST", "/email/verify", { token: `token-of-${payer.pubkey}` }],
    ["payer", "POST", `/tenants/${payer.pubkey}/email/send`],
    ["nobody", "POST", `/email/unsubscribe?token=token-of-${payer.pubkey}`],
    ["payer", "DELETE", `/tenants/${payer.pubkey}/email`],
    ["due", "PUT", `/tenants/${due.pubkey}/billing-details`, { tax_id: "1".repeat(41) }],
    ["payer", "GET", `/invoices/${invoice("payer", "void")}/items`],
    ["due", "POST", `/invoices/${kiln}/bolt11`],
    ["due", "POST", `/invoices/${kiln}/bolt11`, undefined, "payments,nowallet"],
    ["due", "GET", `/invoices/${kiln}/bolt11`, undefined, "payments,waiting"],
    ["due", "POST", `/invoices/${kiln}/bolt11`, undefined, "lightning,waiting"],
    ["due", "POST", `/invoices/${kiln}/checkout`, undefined, "lightning"],
    ["due", "POST", `/invoices/${kiln}/checkout?return_url=ftp://x`, undefined, "payments"],
    ["due", "POST", `/invoices/${kiln}/checkout`, undefined, "payments,waiting"],
    ["due", "POST", `/invoices/${kiln}/reconcile`, undefined, "payments"],
    ["due", "POST", `/invoices/${kiln}/reconcile`, undefined, "payments,paid"],
    ["due", "POST", `/invoices/${kiln}/bolt11`, undefined, "payments"],
    ["due", "POST", `/invoices/${kiln}/void`, { reason: "Kindness" }],
    ["operator", "POST", `/invoices/${kiln}/void`, { reason: "Kindness" }],
    ["operator", "POST", `/invoices/${dockside}/void`, { reason: "" }],
    ["operator", "POST", `/invoices/${dockside}/void`, { reason: "Kindness" }],
    ["failing", "GET", `/tenants/${failing.pubkey}`],
    ["failing", "PUT", `/tenants/${failing.pubkey}`, { nwc_url: link }, "payments"],
    ["failing", "PUT", `/tenants/${failing.pubkey}`, { nwc_url: "https://wallet.example" }, "payments"],
    ["failing", "PUT", `/tenants/${failing.pubkey}`, { nwc_url: link.replace("relay.", "silent.") }, "payments"],
    ["failing", "GET", `/tenants/${failing.pubkey}/stripe/session`, undefined, "payments"],
    ["failing", "GET", `/tenants/${failing.pubkey}/stripe/session`],
    ["due", "POST", `/relays/${relay("kiln")}/quote`, { plan_id: "growth" }],
    ["due", "POST", `/relays/${relay("kiln")}/quote`, { plan_id: "gold" }],
    ["due", "POST", `/relays/${relay("kiln")}/quote`, { plan_id: "basic", interval: "year" }],
    ["due", "POST", `/relays/${relay("kiln")}/quote`, { plan_id: "basic", status: "inactive" }],
    ["due", "POST", `/relays/${relay("kiln")}/quote`, { plan_id: "basic", status: "on" }],
    ["unpaid", "POST", `/relays/${relay("night-shift")}/quote`, { plan_id: "basic", status: "active" }],
    ["unpaid", "POST", `/relays/${relay("night-shift")}/quote`, { plan_id: "basic", status: "active" }, "payments"],
    ["unpaid", "POST", `/tenants/${unpaid.pubkey}/quote`, { plan_id: "growth" }, "payments"],
    ["unpaid", "POST", `/relays/${relay("night-shift")}/reactivate`, undefined, "payments"],
    ["returning", "GET", `/tenants/${ACCOUNTS.returning.pubkey}/relays`],
    ["owner", "POST", `/relays/${relay("failed-setup")}/retry`],
    ["unpaid", "POST", `/relays/${relay("night-shift")}/quote`, { plan_id: "basic", status: "inactive" }],
    ["due", "PUT", `/relays/${relay("kiln")}`, { plan_id: "growth" }, "payments,waiting"],
    ["due", "GET", `/tenants/${due.pubkey}/invoices`],
    ["due", "GET", "/dev/wallet", undefined, "payments"],
    ["due", "POST", "/dev/wallet/pay", { invoice: "lnbc1" }, "payments"],
    ["due", "POST", "/dev/wallet/pay", { invoice: lightningCode(kiln, 60_000) }, "payments"],
    ["due", "POST", "/invoices/x/bolt11"],
    ["nobody", "POST", "/stripe/webhook", {}],
    ...adjustmentCalls(invoice),
    ["due", "POST", "/dev/clock", { advance_days: 1 }],
    ["operator", "POST", "/dev/clock", { advance_days: 0 }],
    ["operator", "POST", "/dev/clock", { advance_days: 40 }],
    ["operator", "GET", "/admin/overview"],
    ["operator", "GET", "/admin/overview", undefined, "held"],
    ["operator", "POST", "/admin/billing/resume", { reason: "" }, "held"],
    ["operator", "POST", "/admin/billing/resume", { reason: "The clock was checked" }, "held"],
    ["operator", "POST", "/admin/billing/resume", { reason: "The clock was checked" }, "held"],
  ]
}

/** Refunds, payments that came outside, and credit. */
function adjustmentCalls(invoice: (who: Who, status: string) => string): Call[] {
  const { refunded } = ACCOUNTS
  const whole = invoice("refunded", "paid")
  const open = invoice("refunded", "open")
  const byWallet = invoice("owner", "paid")
  const byHand = invoice("payer", "paid")
  const [payments, credits] = ["payments", "credits"].map((of) => `/admin/tenants/${refunded.pubkey}/${of}`)
  const reason = "Kindness"
  return [
    ["refunded", "GET", `/tenants/${refunded.pubkey}/invoices`],
    ["refunded", "GET", `/tenants/${refunded.pubkey}/notices`],
    ["refunded", "GET", `/tenants/${refunded.pubkey}/activity`],
    ["refunded", "GET", `/invoices/${open}/items`],
    ["refunded", "POST", `/admin/invoices/${whole}/refund`, { reason }],
    ["operator", "POST", `/admin/invoices/${whole}/refund`, { reason }, "payments"],
    ["operator", "POST", `/admin/invoices/${byWallet}/refund`, { reason: " " }],
    ["operator", "POST", `/admin/invoices/${byWallet}/refund`, { amount: 1e9, reason }],
    ["operator", "POST", `/admin/invoices/${byWallet}/refund`, { amount: 500, reason }],
    ["operator", "POST", `/admin/invoices/${byHand}/refund`, { reason }],
    ["operator", "GET", `/invoices/${byHand}`],
    ["operator", "POST", `${payments}`, { amount: 0, reason }],
    ["operator", "POST", `${payments}`, { amount: 5_000, invoice_id: "other", reason }],
    ["operator", "POST", `${payments}`, { amount: 5_000, invoice_id: open, reason }],
    ["operator", "POST", `${payments}`, { amount: 5_000, invoice_id: open, reason }],
    ["operator", "POST", `${payments}`, { amount: 700, reason }],
    ["operator", "POST", `${credits}`, { amount: 1_200, reason }],
    ["operator", "POST", `${credits}`, { amount: 1_200, reason: "" }],
    ["operator", "GET", "/admin/audit?q=credit"],
  ]
}

async function answers() {
  const later: (() => void)[] = []
  const api = new MockApi({ now: () => NOW, after: (_, act) => void later.push(act) })
  const idOf = (subdomain: string) => {
    const row = [...api.desk.world.relays.values()].find(({ relay }) => relay.subdomain === subdomain)
    if (!row) throw new Error(`the mock has no ${subdomain}`)
    return row.relay.id
  }
  const found: { method: string; path: string; status: number; body: unknown }[] = []
  const invoiceOf = (who: Who, status: string) => {
    const pubkey = who === "nobody" ? "" : ACCOUNTS[who].pubkey
    const invoice = api.desk.world.invoices.find((one) => one.tenant_pubkey === pubkey && one.status === status)
    if (!invoice) throw new Error(`the mock has no ${status} invoice of ${who}`)
    return invoice.id
  }
  for (const [who, method, path, body, variant] of calls(idOf, invoiceOf)) {
    const headers = new Headers(variant ? { "X-Mock": variant } : {})
    if (who !== "nobody") headers.set("Authorization", tokenFor(ACCOUNTS[who].pubkey, ORIGIN, NOW))
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await api.handle(new Request(new URL(path, ORIGIN), { method, headers, ...sent }))
    found.push({ method, path: path.replace(/\?.*/, ""), status: answer.status, body: await answer.json() })
    if (!variant?.includes("waiting")) for (const act of later.splice(0)) act()
  }
  return found
}

describe("the mock's answers", () => {
  // MockAnswersTest holds this file against docs/openapi.yaml, by the checker that the real server's answers meet.
  it("are the recorded ones, which are checked against the contract", async () => {
    const recorded = (await answers()).map((one) => JSON.stringify(one)).join("\n")
    await expect(`${recorded}\n`).toMatchFileSnapshot("../../mock-api/answers.jsonl")
  })

  it("are the same in every run", async () => {
    expect(await answers()).toEqual(await answers())
  })
})
