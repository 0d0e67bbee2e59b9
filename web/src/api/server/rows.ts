import type { QueryClient, QueryKey } from "@tanstack/solid-query"

/** Replaces one row in every cached list under a key, paged or not. */
export function replaceRow(queries: QueryClient, prefix: QueryKey, row: { id: string }) {
  queries.setQueriesData<unknown>({ queryKey: prefix }, (kept: unknown) => withRow(kept, row))
}

function withRow(kept: unknown, row: { id: string }): unknown {
  if (Array.isArray(kept)) {
    const at = kept.findIndex((other: { id?: string }) => other.id === row.id)
    return at < 0 ? kept : kept.with(at, row)
  }
  if (typeof kept !== "object" || kept === null) return kept
  if ("rows" in kept) return { ...kept, rows: withRow(kept.rows, row) }
  if ("pages" in kept && Array.isArray(kept.pages)) {
    return { ...kept, pages: kept.pages.map((page: unknown) => withRow(page, row)) }
  }
  return kept
}
