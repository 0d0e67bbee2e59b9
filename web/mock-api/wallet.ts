import { invalid, Problem } from "./problem.ts"
import type { Variant } from "./variant.ts"

const BOLT11_SECONDS = 86_400
const SHORT_SECONDS = 30

/** For so long a payment code can be paid, in seconds. */
export function lifeOf(variants: Set<Variant>): number {
  if (variants.has("ended")) return 1
  return variants.has("shortlived") ? SHORT_SECONDS : BOLT11_SECONDS
}

export const unavailable = (why: string) => new Problem(503, "wallet-unavailable", why)

/** The wallet's key, out of a connection that could be one. */
export function walletOf(url: string): string {
  const bad = (why: string) => invalid("nwc_url", why, "invalid-nwc-url")
  const [, pubkey, query] = /^nostr\+?walletconnect:(?:\/\/)?([0-9a-f]{64})\?(.+)$/.exec(url.trim()) ?? []
  const asked = new URLSearchParams(query ?? "")
  if (!pubkey)
    throw bad(
      "That’s not a wallet connection link. It starts with nostr+walletconnect://, and your wallet shows it where you connect apps.",
    )
  if (!/^[0-9a-f]{64}$/.test(asked.get("secret") ?? "")) throw bad("The secret in this wallet connection is missing.")
  const relay = asked.get("relay") ?? ""
  if (!/^wss?:\/\/[^/\s]+/.test(relay)) throw bad("This wallet connection names no relay.")
  if (relay.includes("silent")) {
    throw new Problem(503, "wallet-unavailable", "This wallet isn’t responding. Is its app online?")
  }
  if (relay.includes("refuses"))
    throw bad("This wallet connection isn’t allowed to pay invoices. Allow it in your wallet.")
  return pubkey
}
