import type { BrowserContext, Page } from "playwright-core"
import type { Invoice } from "../../mock-api/objects.ts"
import type { ACCOUNTS } from "../../mock-api/people.ts"
import type { Variant } from "../../mock-api/variant.ts"
import { paths } from "../../src/paths.ts"

export type Who = keyof typeof ACCOUNTS

/** Finds the ids of the mock's relays and invoices. */
export type Find = {
  relay: (owner: Who, subdomain: string) => Promise<string>
  invoice: (owner: Who, is: Partial<Invoice>) => Promise<string>
  pubkey: (who: Who) => string
}

/** A route of the app, and its address for one picture. */
export type Place = { route: string; path: (find: Find) => string | Promise<string> }

/** Something that a person does on the page. */
export type Act = (page: Page, context: BrowserContext) => Promise<unknown>

/** A state of the app, and how to reach it. `name` starts with the name of its group, such as `relay-`. */
export type Picture = {
  name: string
  at: Place
  /** Absent: a visitor. */
  who?: Who
  mock?: readonly Variant[]
  acts?: readonly Act[]
  /** Text that is visible in this state only. */
  there: string | RegExp
  /** Responses that the browser logs in this state. */
  pardon?: RegExp
  /** False: something on the page moves all the time. */
  settles?: false
  /** The states of relays, tenants, invoices and pages that it shows, such as `relay:failed`. */
  shows?: readonly string[]
}

const fixed = (route: string, query = ""): Place => ({ route, path: () => route + query })

const ofRelay =
  (route: (id: string) => string, owner: Who = "owner") =>
  (subdomain: string, query = ""): Place => ({
    route: route(":id"),
    path: async (find) => route(await find.relay(owner, subdomain)) + query,
  })

const ofInvoice =
  (route: (id: string) => string) =>
  (owner: Who, is: Partial<Invoice>): Place => ({
    route: route(":id"),
    path: async (find) => route(await find.invoice(owner, is)),
  })

/** The addresses of all pages. */
export const at = {
  home: fixed(paths.home),
  login: fixed(paths.login),
  relays: (query = "") => fixed(paths.relays, query),
  newRelay: (query = "") => fixed(paths.newRelay, query),
  relay: ofRelay(paths.relay),
  relayOf: (owner: Who, subdomain: string) => ofRelay(paths.relay, owner)(subdomain),
  members: ofRelay(paths.relayMembers),
  rooms: ofRelay(paths.relayRooms),
  messages: ofRelay(paths.relayMessages),
  files: ofRelay(paths.relayFiles),
  activity: ofRelay(paths.relayActivity),
  poster: ofRelay(paths.relayPoster),
  edit: ofRelay(paths.editRelay),
  editOf: (owner: Who, subdomain: string) => ofRelay(paths.editRelay, owner)(subdomain),
  account: fixed(paths.account),
  invitation: (code = "") => fixed(paths.invitation, code && `#${code}`),
  adminInvitations: fixed(paths.adminInvitations),
  report: (query = "") => fixed(paths.report, query),
  reportOutcome: (code: string) => fixed(paths.reportOutcome, code && `#${code}`),
  adminReports: (query = "") => fixed(paths.adminReports, query),
  adminBroadcasts: fixed(paths.adminBroadcasts),
  verifyEmail: (token: string) => fixed(paths.verifyEmail, `#${token}`),
  unsubscribe: (token: string) => fixed(paths.unsubscribe, `?token=${token}`),
  invoice: ofInvoice(paths.invoice),
  inbox: fixed(paths.inbox),
  status: fixed(paths.status),
  relayStatus: ofRelay(paths.relayStatus),
  /** The dialog in which an invoice is paid, over the list of relays. */
  pay: (owner: Who, is: Partial<Invoice>): Place => ({
    route: paths.relays,
    path: async (find) => `${paths.relays}?invoice=${await find.invoice(owner, is)}`,
  }),
  admin: fixed(paths.admin),
  adminTenants: (query = "") => fixed(paths.adminTenants, query),
  adminTenant: (who: Who): Place => ({
    route: paths.adminTenant(":pubkey"),
    path: (find) => paths.adminTenant(find.pubkey(who)),
  }),
  adminRelays: (query = "") => fixed(paths.adminRelays, query),
  adminRelay: ofRelay(paths.adminRelay),
  adminEdit: ofRelay(paths.adminEditRelay),
  adminMembers: ofRelay(paths.adminRelayMembers),
  adminActivity: ofRelay(paths.adminRelayActivity),
  adminAudit: (query = "") => fixed(paths.adminAudit, query),
  adminInvoices: (query = "") => fixed(paths.adminInvoices, query),
  adminInvoice: ofInvoice(paths.adminInvoice),
  /** An address that no page has. */
  nowhere: { route: "*", path: () => "/nothing-is-here" },
  missing: (route: (id: string) => string): Place => ({ route: route(":id"), path: () => route("no-such-id") }),
} as const

const exactly = (name: string | RegExp) => ({ name, exact: typeof name === "string" })

/** What people do, in the words of the page. */
export const does = {
  /** Presses a button or a link. */
  press:
    (name: string | RegExp): Act =>
    (page) =>
      page
        .getByRole("button", exactly(name))
        .or(page.getByRole("link", exactly(name)))
        .first()
        .click(),
  /** Presses a button of the open dialog. */
  inDialog:
    (name: string | RegExp): Act =>
    (page) =>
      page.getByRole("dialog").getByRole("button", exactly(name)).first().click(),
  item:
    (name: string): Act =>
    (page) =>
      page.getByRole("menuitem", exactly(name)).first().click(),
  choose:
    (name: string | RegExp): Act =>
    (page) =>
      page.getByRole("radio", exactly(name)).first().check(),
  fill:
    (label: string, value: string): Act =>
    (page) =>
      page.getByLabel(label, { exact: true }).first().fill(value),
  text:
    (words: string | RegExp): Act =>
    (page) =>
      page
        .getByText(words, { exact: typeof words === "string" })
        .first()
        .click(),
  key:
    (key: string): Act =>
    (page) =>
      page.keyboard.press(key),
  show:
    (selector: string): Act =>
    (page) =>
      page.locator(selector).scrollIntoViewIfNeeded(),
  /** Waits for words before the next act. */
  sees:
    (words: string | RegExp): Act =>
    (page) =>
      page.getByText(words).first().waitFor(),
} as const
