import { paths } from "~/paths"

/** The way to the login page and back to where somebody was. */
export const loginFrom = (location: { pathname: string; search: string }) =>
  `${paths.login}?next=${encodeURIComponent(location.pathname + location.search)}`

/** Where somebody goes after login: only inside this app. */
export function wayBack(next: string | undefined): string {
  return next?.startsWith("/") && !next.startsWith("//") && !next.includes("\\") ? next : paths.relays
}
