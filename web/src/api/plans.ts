import { useQuery } from "@tanstack/solid-query"
import { api, unwrap } from "./client"
import { keys } from "./keys"
import type { components } from "./schema.gen"

export type Plan = components["schemas"]["Plan"]

export const usePlans = () => useQuery(() => ({ queryKey: keys.plans(), queryFn: () => unwrap(api.GET("/plans")) }))
