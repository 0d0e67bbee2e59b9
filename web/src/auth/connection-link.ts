import { text } from "~/i18n/en/signer"
import { SignerError } from "./signer"

/** What a `bunker://` link says: whom to ask, over which relays, and the word that proves that the link was meant for us. */
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

/** A relay's address, if it is one that may be opened: `wss://`, and on this machine `ws://` too. */
function relayAddress(value: string): string | undefined {
  const url = parsed(value)
  if (!url) return undefined
  const allowed = url.protocol === "wss:" || (url.protocol === "ws:" && isLoopback(url.hostname))
  return allowed ? url.href : undefined
}

/** Reads a pasted link; throws a `SignerError` with the sentence that belongs under the field. */
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

/** What a scanned code offers: who we are, over which relays we listen, and the word that must come back unchanged. */
export type Offer = { client: string; relays: string[]; secret: string; name: string; url: string }

/** The only thing a signer app is ever asked to do for us: sign the proof that a person logs in. */
export const PERMISSIONS = "sign_event:27235"

/** The `nostrconnect://` link, shown as a code and opened by the button on a phone. */
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
 * The relays a scanned code names. A demo stays on its own machine: its system relay only. Elsewhere public ones that carry
 * such messages come first, then the host's; at least two, so that one may be down, and few, so that the code stays easy.
 */
export function offerRelays(info: { demo: boolean; indexer_relays: string[] }): string[] {
  const own = info.indexer_relays.flatMap((relay) => relayAddress(relay) ?? [])
  if (info.demo) return own
  return [...new Set([...PUBLIC_RELAYS.slice(0, 2), ...own, ...PUBLIC_RELAYS])].slice(0, 4)
}

/**
 * The page on which a signer asks for approval, if it may be opened: `https:` only, in a demo also `http:` on this machine.
 * Anything else (`javascript:`, other people's machines without encryption) is nothing.
 */
export function approvalPage(value: unknown, demo: boolean): string | undefined {
  const url = typeof value === "string" ? parsed(value) : undefined
  if (!url) return undefined
  const allowed = url.protocol === "https:" || (demo && url.protocol === "http:" && isLoopback(url.hostname))
  return allowed ? url.href : undefined
}
