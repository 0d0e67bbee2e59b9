import type { World } from "./objects.ts"
import { Problem } from "./problem.ts"

const SLOW_MS = 1_500

/**
 * How the mock can be made to behave otherwise, for one request (`X-Mock: slow`) or one browser (`?mock=slow` in the
 * address of any page, which sets a cookie; `?mock=` takes it back). Several are parted by commas.
 */
export const VARIANTS = {
  slow: "every answer takes a second and a half",
  hang: "no answer ever comes",
  error: "everything but /info and /plans is 500",
  unavailable: "members and bans are 503, as of a relay that does not answer",
  nameless: "names of members cannot be searched, as of a relay that does not answer",
  busy: "everything is 429",
  signedout: "every token is refused",
  payments: "payments are on",
  lightning: "payments are on, by Lightning alone",
  cards: "payments are on, by card alone",
  waiting: "no payment arrives by itself",
  paid: "an invoice with a payment code is found paid as soon as somebody asks",
  norefund: "the card processor refuses every refund",
  nowallet: "the platform's wallet does not answer",
  norate: "no price of a bitcoin is known that is fresh",
  undecided: "a payment is on its way, and nobody knows yet whether it arrives",
  codeends: "the last payment code ends just now",
  shortlived: "a payment code is valid for half a minute",
  ended: "a payment code has run out as soon as it is made",
  branded: "the operator has a name and a logo of their own",
  zooid: "relays are on a zooid that serves everything",
  empty: "nobody has a relay",
  stuck: "a new relay stays at its first step",
  failing: "a new relay fails to set up",
  hostfault: "most relays of a host differ from what they should be",
  invitation: "new accounts need an invitation",
  closed: "new accounts are closed",
  maillimit: "no more mails are sent that confirm an email address",
  held: "money is on hold until the operator resumes billing",
} as const

export type Variant = keyof typeof VARIANTS

/** The variants that a request asks for. */
export function variantsOf(request: Request): Set<Variant> {
  const cookie = /(?:^|;\s*)mock=([^;]*)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? ""
  const asked = `${request.headers.get("x-mock") ?? ""},${decodeURIComponent(cookie)}`
  return new Set(asked.split(",").filter((word): word is Variant => word in VARIANTS))
}

/** Waits or refuses, as the variants say. */
export async function obey(variants: Set<Variant>, path: string): Promise<void> {
  if (variants.has("hang")) await new Promise(() => {})
  if (variants.has("slow")) await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
  const open = path === "/info" || path === "/logo" || path.startsWith("/plans")
  if (variants.has("busy")) {
    throw new Problem(429, "too-many-requests", "Too many requests. Wait a moment and try again.", {
      retryAfter: 2,
    })
  }
  if (open) return
  if (variants.has("error")) {
    throw new Problem(500, "internal", "Something went wrong on our side. Try again.")
  }
  if (variants.has("signedout")) throw new Problem(401, "unauthorized", "Log in first.")
  if (variants.has("unavailable") && /\/(members|bans|invite)(\/|$)/.test(path)) {
    throw new Problem(503, "relay-unreachable", "The relay isn’t responding right now. Try again later.")
  }
}

const BRAND = { name: "Fjord Relays", logo: "/logo" }

/** What is served as the logo under `branded`. */
export const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#b8433a" d="M2 20 12 4l10 16z"/></svg>'

/** What a stock zooid with a LiveKit server does for its relays. */
const ZOOID = {
  rooms: true,
  blossom: true,
  livekit: true,
  push: true,
  member_limit: false,
  purge: false,
  invites: false,
}

/** What `/info` says under the variants. */
export function infoOf(world: World, variants: Set<Variant>, serverUrl: string): World["info"] {
  const brand = variants.has("branded")
    ? { ...BRAND, operator: { ...world.info.operator, tagline: "Relays from the fjords since 2019." } }
    : {}
  const hosts = variants.has("zooid") ? world.info.hosts.map(({ domain }) => ({ domain, features: ZOOID })) : []
  return {
    ...world.info,
    ...brand,
    ...(hosts.length > 0 && { hosts }),
    sign_up: variants.has("closed") ? "closed" : variants.has("invitation") ? "invitation" : "open",
    server_url: serverUrl,
    payment_methods: methodsOf(variants),
  }
}

/** The ways to pay that are on under the variants. */
export function methodsOf(variants: Set<Variant>): World["info"]["payment_methods"] {
  const on = (method: Variant) => variants.has("payments") || variants.has(method)
  return [...(on("lightning") ? (["lightning"] as const) : []), ...(on("cards") ? (["card"] as const) : [])]
}
