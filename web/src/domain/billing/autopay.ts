/** The ways to pay that a server has on. */
export type PaymentMethod = "lightning" | "card"

type Payer = {
  nwc_is_set: boolean
  nwc_error?: string | null
  stripe_error?: string | null
  stripe_payment_method_id?: string | null
  disputed_at?: number | null
  card?: { brand: string; last4: string } | null
}

/** One way in which invoices pay themselves: not offered here, not set up, working, or refused with these words. */
export type PayingWay = { state: "off" } | { state: "none" } | { state: "on" } | { state: "failed"; said: string }

/**
 * How an account's invoices are paid by themselves; a key that never made a relay has set up nothing. While a card payment is disputed
 * nothing is charged, however it is set up.
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

/** Whether an invoice that is made now is paid without anybody doing anything. */
export const paysItself = ({ wallet, card, disputed }: Autopay): boolean =>
  !disputed && (wallet.state === "on" || card.state === "on")

/** A sentence of a wallet, to be quoted inside one of ours, which has its own full stop. */
export const quoted = (said: string): string => said.trim().replace(/\.$/, "")

/** "visa" as people write it. */
export const brandName = (brand: string): string => brand.charAt(0).toUpperCase() + brand.slice(1)
