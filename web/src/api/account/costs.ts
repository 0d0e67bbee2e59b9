import { keepPreviousData, queryOptions } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"

/**
 * What an account's relays cost in a month. @param state of the relays: another one is read anew @returns nothing until
 * the relays are known
 */
export const useCosts = (pubkey: () => string, state: () => string | undefined) =>
  useQuery(() => costsQuery(pubkey(), state()))

const costsQuery = (pubkey: string, state: string | undefined) =>
  queryOptions({
    queryKey: [...keys.tenantCosts(pubkey), state],
    enabled: state !== undefined,
    placeholderData: keepPreviousData,
    queryFn: () => unwrap(api.GET("/tenants/{pubkey}/costs", { params: { path: { pubkey } } })),
  })
