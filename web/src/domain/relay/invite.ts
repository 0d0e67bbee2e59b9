import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"

/** The forms of links to other apps, each as its app documents or uses it. */

const FLOTILLA = "https://app.flotilla.social"

export type AppLink = { name: "Flotilla" | "Coracle" | "Jumble"; href: string }

/** The host of a relay's address as links carry it: `club.example.com`, with its port where it has one. */
export const relayHost = (url: string): string => url.replace(/^wss?:\/\//, "").replace(/\/+$/, "")

/**
 * Whether apps on other machines and on the web can open this address. A demo's `ws://…localhost` works on this machine
 * only, and not from a page over https.
 */
export const isPublic = (url: string): boolean => url.startsWith("wss://")

/** The link that opens Flotilla, joins with the code and shows the relay: for people who have the app. */
export const flotillaInvite = (url: string, claim: string): string =>
  `${FLOTILLA}/join?${new URLSearchParams({ r: linkName(url), c: claim })}`

/** The id of an invite code in the API: the SHA-256 of the code, because addresses may be logged. */
export const inviteId = (code: string): string => bytesToHex(sha256(utf8ToBytes(code)))

/** The apps that can open this relay; empty if none can reach it. The first is the one for communities. */
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

/** Flotilla reads a bare host as `wss://`; other addresses keep their scheme. */
const linkName = (url: string): string => (isPublic(url) ? relayHost(url) : url)
