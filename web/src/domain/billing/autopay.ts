/** The payment methods of a server. */
export type PaymentMethod = "lightning" | "card"

type Payer = {
  nwc_is_set: boolean
  nwc_error?: string | null
  stripe_error?: string | null
  stripe_payment_method_id?: string | null
  disputed_at?: number | null
  card?: { brand: string; last4: string } | null
}

/** The state of an automatic payment method: not offered, not set up, working, or refused with a message. */
export type PayingWay = { state: "off" } | { state: "none" } | { state: "on" } | { state: "failed"; said: string }

/**
 * The automatic payment methods of an account; a key without relays has none. Nothing is charged automatically while a card payment is
 * disputed.
 */
export type Autopay = { wallet: PayingWay; card: PayingWay; disputed: boolean }

export function autopayOf(payer: Payer | null | undefined, methods: readonly PaymentMethod[]): Autopay {
  const way = (method: PaymentMethod, isSet: boolean, said: string | null | undefined): PayingWay => {
    if (!methods.includes(method)) return { state: "off" }
    if (said) return { state: "failed", said }
    return { state: isSet ? "on" : "none" }
  }
  return {
    wallet: way("lightning", payer?.nwc_is_set ?? false, payer?.nwc_is_set ? payer.nwc_error : null),
    card: way("card", Boolean(payer?.card || payer?.stripe_payment_method_id), payer?.stripe_error),
    disputed: payer?.disputed_at != null,
  }
}

/** Whether a new invoice is paid automatically. */
export const paysItself = ({ wallet, card, disputed }: Autopay): boolean =>
  !disputed && (wallet.state === "on" || card.state === "on")

/** Whether an account pays by a saved card. A connected wallet is asked before the card. */
export const paysByCard = (payer: Payer | null | undefined): boolean =>
  Boolean(payer?.card || payer?.stripe_payment_method_id) && !payer?.nwc_is_set

/** A wallet's sentence without its full stop, for quoting inside a sentence. */
export const quoted = (said: string): string => said.trim().replace(/\.$/, "")

/** "visa" as a brand name. */
export const brandName = (brand: string): string => brand.charAt(0).toUpperCase() + brand.slice(1)
