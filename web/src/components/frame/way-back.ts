import { paths } from "~/paths"

/** The address of the login page, with the way back. */
export const loginFrom = (location: { pathname: string; search: string }) =>
  `${paths.login}?next=${encodeURIComponent(location.pathname + location.search)}`

/** The address after login: only inside this app. */
export function wayBack(next: string | undefined): string {
  return next?.startsWith("/") && !next.startsWith("//") && !next.includes("\\") ? next : paths.relays
}
