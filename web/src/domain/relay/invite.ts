/** What the addresses that others open are made of. Each form is the one its app documents or uses itself. */

const FLOTILLA = "https://app.flotilla.social"

export type AppLink = { name: "Flotilla" | "Coracle" | "Jumble"; href: string }

/** The host of a relay's address as links carry it: `club.example.com`, with its port where it has one. */
export const relayHost = (url: string): string => url.replace(/^wss?:\/\//, "").replace(/\/+$/, "")

/**
 * Whether apps on other machines and on the web can open this address. A demo's `ws://…localhost` exists on this machine
 * alone, and a page served over https may not open it.
 */
export const isPublic = (url: string): boolean => url.startsWith("wss://")

/** The link that opens Flotilla, joins with the code and shows the relay. */
export const inviteLink = (url: string, claim: string): string =>
  `${FLOTILLA}/join?${new URLSearchParams({ r: linkName(url), c: claim })}`

/** Where apps open this relay; empty where they cannot reach it. The first is the one for communities. */
export function appLinks(url: string): AppLink[] {
  if (!isPublic(url)) return []
  const host = encodeURIComponent(relayHost(url))
  return [
    { name: "Flotilla", href: `${FLOTILLA}/spaces/${host}` },
    { name: "Coracle", href: `https://coracle.social/relays/${host}` },
    { name: "Jumble", href: `https://jumble.social/?r=${encodeURIComponent(url)}` },
  ]
}

/** Where to get the app that is made for communities. */
export const flotillaHome = FLOTILLA

/** Flotilla takes a bare host for `wss://`; anything else keeps its scheme. */
const linkName = (url: string): string => (isPublic(url) ? relayHost(url) : url)
