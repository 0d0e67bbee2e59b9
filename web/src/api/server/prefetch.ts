import type { QueryClient } from "@tanstack/solid-query"
import { infoQuery } from "~/api/info"
import { plansQuery } from "~/api/plans"
import { relayQuery, tenantRelaysQuery } from "~/api/relays"
import { tenantInvoicesQuery, tenantQuery } from "~/api/tenants"

/**
 * Loads the first data of a page together with the page's code. Errors are ignored here, because the page loads again
 * and reports them. @param pubkey the signed-in key, if any
 */
export function aheadOfPages(queries: QueryClient, pubkey: () => string | undefined) {
  const facts = () => {
    void queries.prefetchQuery(infoQuery)
    void queries.prefetchQuery(plansQuery)
  }
  const relays = () => {
    const whose = pubkey()
    if (!whose) return
    void queries.prefetchQuery(tenantRelaysQuery(whose))
    facts()
  }
  return {
    facts: (_?: string) => facts(),
    relay: (id: string | undefined) => {
      if (!pubkey() || !id) return
      void queries.prefetchQuery(relayQuery(id))
      facts()
    },
    relays: (_?: string) => relays(),
    account: (_?: string) => {
      const whose = pubkey()
      if (!whose) return
      void queries.prefetchQuery(tenantQuery(whose))
      void queries.prefetchQuery(tenantInvoicesQuery(whose))
      relays()
    },
  }
}
