/** Every address of the app. */
export const paths = {
  home: "/",
  login: "/login",
  relays: "/relays",
  newRelay: "/relays/new",
  relay: (id: string) => `/relays/${id}`,
  relayMembers: (id: string) => `/relays/${id}/members`,
  relayActivity: (id: string) => `/relays/${id}/activity`,
  editRelay: (id: string) => `/relays/${id}/edit`,
  account: "/account",
  admin: "/admin",
  adminTenants: "/admin/tenants",
  adminTenant: (pubkey: string) => `/admin/tenants/${pubkey}`,
  adminRelays: "/admin/relays",
  adminRelay: (id: string) => `/admin/relays/${id}`,
  adminEditRelay: (id: string) => `/admin/relays/${id}/edit`,
  adminInvoices: "/admin/invoices",
} as const
