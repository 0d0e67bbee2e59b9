import type { Component } from "solid-js"
import { paths } from "./paths"

export type Load = () => Promise<{ default: Component }>

/** A page: its address, its code, and the data that is prefetched with the code. */
export type PageRoute = { path: string; load: Load; ahead?: "facts" | "relays" | "relay" | "account" }

/** Pages with their own frame. */
export const bare: readonly PageRoute[] = [
  { path: paths.home, load: () => import("~/features/marketing/marketing-page") },
  { path: paths.login, load: () => import("~/features/login/login-page") },
]

/** Public pages. */
export const open: readonly PageRoute[] = [
  { path: paths.newRelay, load: () => import("~/features/relay-settings/new-relay-page"), ahead: "facts" },
  { path: paths.status, load: () => import("~/features/status/status-page") },
  { path: paths.relayStatus(":id"), load: () => import("~/features/status/relay-status-page") },
  { path: paths.invitation, load: () => import("~/features/sign-up/invitation-page") },
  { path: paths.report, load: () => import("~/features/report/report-page") },
  { path: paths.reportOutcome, load: () => import("~/features/report/outcome-page") },
  { path: paths.verifyEmail, load: () => import("~/features/email/verify-page") },
  { path: paths.unsubscribe, load: () => import("~/features/email/unsubscribe-page") },
]

/** Pages for signed-in people. */
export const member: readonly PageRoute[] = [
  { path: paths.relays, load: () => import("~/features/relay-list/relay-list-page"), ahead: "relays" },
  { path: paths.relay(":id"), load: () => import("~/features/relay-overview/relay-overview-page"), ahead: "relay" },
  { path: paths.relayMembers(":id"), load: () => import("~/features/members/members-page"), ahead: "relay" },
  { path: paths.relayRooms(":id"), load: () => import("~/features/rooms/rooms-page"), ahead: "relay" },
  {
    path: paths.relayMessages(":id"),
    load: () => import("~/features/messages/messages-page"),
    ahead: "relay",
  },
  { path: paths.relayFiles(":id"), load: () => import("~/features/files/files-page"), ahead: "relay" },
  {
    path: paths.relayActivity(":id"),
    load: () => import("~/features/relay-activity/relay-activity-page"),
    ahead: "relay",
  },
  { path: paths.relayPoster(":id"), load: () => import("~/features/poster/poster-page"), ahead: "relay" },
  { path: paths.editRelay(":id"), load: () => import("~/features/relay-settings/edit-relay-page"), ahead: "relay" },
  { path: paths.account, load: () => import("~/features/account/account-page"), ahead: "account" },
  { path: paths.invoice(":id"), load: () => import("~/features/account/invoice-page") },
  { path: paths.inbox, load: () => import("~/features/dev-inbox/inbox-page") },
]

/** Pages for operators. */
export const operator: readonly PageRoute[] = [
  { path: paths.admin, load: () => import("~/features/operator/overview/overview-page") },
  { path: paths.adminTenants, load: () => import("~/features/operator/tenants-page") },
  { path: paths.adminTenant(":pubkey"), load: () => import("~/features/operator/tenant-page") },
  { path: paths.adminRelays, load: () => import("~/features/operator/relays-page") },
  { path: paths.adminRelay(":id"), load: () => import("~/features/relay-overview/admin-relay-page"), ahead: "relay" },
  {
    path: paths.adminEditRelay(":id"),
    load: () => import("~/features/relay-settings/admin-edit-relay-page"),
    ahead: "relay",
  },
  {
    path: paths.adminRelayMembers(":id"),
    load: () => import("~/features/members/admin-members-page"),
    ahead: "relay",
  },
  {
    path: paths.adminRelayActivity(":id"),
    load: () => import("~/features/relay-activity/admin-relay-activity-page"),
    ahead: "relay",
  },
  { path: paths.adminAudit, load: () => import("~/features/operator/audit-page") },
  { path: paths.adminReports, load: () => import("~/features/operator/reports/reports-page") },
  { path: paths.adminInvitations, load: () => import("~/features/operator/invitations/invitations-page") },
  { path: paths.adminBroadcasts, load: () => import("~/features/operator/broadcasts/broadcasts-page") },
  { path: paths.adminInvoices, load: () => import("~/features/operator/invoices-page") },
  { path: paths.adminInvoice(":id"), load: () => import("~/features/operator/invoice-page") },
]

export const notFound: Load = () => import("~/components/frame/not-found-page")
