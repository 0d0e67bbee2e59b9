import { useLocation } from "@solidjs/router"

/** The address that opens an invoice over this page, and keeps the other parameters. */
export function usePayLink(): (invoice: string) => string {
  const location = useLocation()
  return (invoice) => {
    const query = new URLSearchParams(location.search)
    query.set("invoice", invoice)
    return `?${query}`
  }
}
