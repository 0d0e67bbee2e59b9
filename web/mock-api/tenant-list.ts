import type { MockDesk } from "./desk.ts"
import type { Tenant } from "./objects.ts"

/** The tenants as the operator lists them: each with its relays and its open money. */
export function tenantsWithSums({ world }: MockDesk): Tenant[] {
  const priceOf = (plan: string) => world.plans.find(({ id }) => id === plan)?.price.amount ?? 0
  const currency = world.plans[0]?.price.currency ?? "sat"
  return [...world.tenants.values()].map(({ tenant }) => {
    const relays = [...world.relays.values()].filter(
      ({ relay, deleted }) => relay.tenant_pubkey === tenant.pubkey && !deleted,
    )
    const online = relays.filter(({ base }) => base === "active")
    const monthly = online.map(({ relay }) => priceOf(relay.plan_id))
    const open = world.invoices
      .filter(({ tenant_pubkey, status }) => tenant_pubkey === tenant.pubkey && status === "open")
      .map(({ total }) => total.amount)
    return {
      ...tenant,
      summary: {
        relays: relays.length,
        online: online.length,
        monthly: { amount: sum(monthly), currency },
        open: { amount: sum(open), currency },
      },
    }
  })
}

const sum = (amounts: readonly number[]) => amounts.reduce((all, one) => all + one, 0)

/** The texts in which the operator's search looks: the tenant's ID, and its relays' names and addresses. */
export const tenantWords = ({ world }: MockDesk, { pubkey }: Tenant): string[] => [
  pubkey,
  ...[...world.relays.values()]
    .filter(({ relay }) => relay.tenant_pubkey === pubkey)
    .flatMap(({ relay }) => [relay.info_name, relay.subdomain]),
]
