import { text } from "~/i18n/en/signer"
import { SignerError } from "./signer"

/** The content of a `bunker://` link: the signer, its relays, and the secret of the link. */
export type BunkerLink = { signer: string; relays: string[]; secret: string | undefined }

const KEY = /^[0-9a-f]{64}$/
const RELAYS_MOST = 6

const wrong = (sentence: string) => new SignerError("wrong-answer", sentence)

const isLoopback = (host: string) =>
  host === "localhost" || host.endsWith(".localhost") || host === "127.0.0.1" || host === "[::1]"

function parsed(value: string): URL | undefined {
  try {
    const url = new URL(value)
    return url.username || url.password ? undefined : url
  } catch {
    return undefined
  }
}

/** A relay's address, if it may be opened: `wss://`, and on this machine also `ws://`. */
function relayAddress(value: string): string | undefined {
  const url = parsed(value)
  if (!url) return undefined
  const allowed = url.protocol === "wss:" || (url.protocol === "ws:" && isLoopback(url.hostname))
  return allowed ? url.href : undefined
}

/** Parses a pasted link; throws a `SignerError` with the message for the field. */
export function parseBunkerLink(pasted: string): BunkerLink {
  const value = pasted.trim()
  if (!value) throw wrong(text.link.empty)
  if (/^nsec1/i.test(value)) throw wrong(text.link.secretKey)
  if (/^nostrconnect:/i.test(value)) throw wrong(text.link.scanLink)
  const match = /^bunker:\/\/([^/?]+)\/?\?(.*)$/is.exec(value)
  if (!match) throw wrong(/^bunker:/i.test(value) ? text.link.noRelay : text.link.notALink)
  const signer = (match[1] ?? "").toLowerCase()
  if (!KEY.test(signer)) throw wrong(text.link.badKey)
  const params = new URLSearchParams(match[2])
  const relays = params.getAll("relay").flatMap((relay) => relayAddress(relay) ?? [])
  if (relays.length === 0) throw wrong(text.link.noRelay)
  return { signer, relays: relays.slice(0, RELAYS_MOST), secret: params.get("secret") || undefined }
}

/** The content of a scanned code: the client's key, its relays, and the secret that must be returned. */
export type Offer = { client: string; relays: string[]; secret: string; name: string; url: string }

/** The only permission that is requested from a signer app: signing the login event. */
export const PERMISSIONS = "sign_event:27235"

/** The `nostrconnect://` link, shown as a QR code and opened by the button on a phone. */
export function offerLink(offer: Offer): string {
  const params = [
    ...offer.relays.map((relay) => ["relay", relay] as const),
    ["secret", offer.secret] as const,
    ["perms", PERMISSIONS] as const,
    ["name", offer.name] as const,
    ["url", offer.url] as const,
  ]
  const query = params.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")
  return `nostrconnect://${offer.client}?${query}`
}

const PUBLIC_RELAYS = ["wss://relay.nsec.app", "wss://nos.lol", "wss://relay.primal.net"]

/**
 * The relays of a scanned code. A demo uses its system relay only. Otherwise public relays for such messages come
 * first, then the host's. There are at least two, in case one is down, and few, so that the code stays small.
 */
export function offerRelays(info: { demo: boolean; indexer_relays: string[] }): string[] {
  const own = info.indexer_relays.flatMap((relay) => relayAddress(relay) ?? [])
  if (info.demo) return own
  return [...new Set([...PUBLIC_RELAYS.slice(0, 2), ...own, ...PUBLIC_RELAYS])].slice(0, 4)
}

/**
 * The signer's approval page, if it may be opened: `https:` only, in a demo also `http:` on this machine. Undefined for
 * anything else (such as `javascript:`).
 */
export function approvalPage(value: unknown, demo: boolean): string | undefined {
  const url = typeof value === "string" ? parsed(value) : undefined
  if (!url) return undefined
  const allowed = url.protocol === "https:" || (demo && url.protocol === "http:" && isLoopback(url.hostname))
  return allowed ? url.href : undefined
}
