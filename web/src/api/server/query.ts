// biome-ignore lint/style/noRestrictedImports: this is the one place that wraps it
import { useQuery as useResourceQuery } from "@tanstack/solid-query"

/**
 * TanStack's `useQuery`, with `data` read from its store. TanStack reads `data` from a Solid resource. A page that reads a
 * resource before its value has arrived is suspended; if a change of route is under way, Solid then builds the page a second
 * time, and the focused control is lost. Our pages draw their own skeletons, so they need not be suspended.
 */
export const useQuery = ((options: never, client: never) =>
  new Proxy(useResourceQuery(options, client), {
    get: (query, name) =>
      // The property itself is the store's getter. The library's proxy answers reads only.
      name === "data" ? Object.getOwnPropertyDescriptor(query, name)?.get?.() : Reflect.get(query, name),
  })) as typeof useResourceQuery
