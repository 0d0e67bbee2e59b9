import { useQuery } from "@tanstack/solid-query"
import { api, unwrap } from "./client"
import { keys } from "./keys"
import type { components } from "./schema.gen"

export type Info = components["schemas"]["Info"]

export const useInfo = () => useQuery(() => ({ queryKey: keys.info(), queryFn: () => unwrap(api.GET("/info")) }))
