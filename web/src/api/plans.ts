import { queryOptions } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import type { components } from "./schema.gen"

export type Plan = components["schemas"]["Plan"]

/** The catalogue, hidden plans included. */
export const plansQuery = queryOptions({
  queryKey: keys.plans(),
  queryFn: () => unwrap(api.GET("/plans")),
  staleTime: 10 * 60_000,
})

export const usePlans = () => useQuery(() => plansQuery)
