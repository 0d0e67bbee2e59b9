import type { Seconds } from "~/domain/time"

/** A Lightning invoice for a wallet, and how long it can be paid, by the wall clock. */
export type PaymentCode = { lnbc: string; created_at: Seconds; expires_at: Seconds }

/** The remaining life of a Lightning invoice. A countdown rushes people, so it shows only in the last quarter. */
export type CodeLife = { state: "fresh" } | { state: "ending"; seconds: number } | { state: "over" }

const SHOWN_SHARE = 0.25

/** Whether it has expired by this device's clock. */
export const isOverAt = (code: PaymentCode, now: Seconds): boolean => code.expires_at <= now

/**
 * A Lightning invoice that had expired on arrival counts as valid: the device's clock must be wrong. @param came when
 * it arrived
 */
export function codeLife(code: PaymentCode, now: Seconds, came: Seconds): CodeLife {
  if (isOverAt(code, came)) return { state: "fresh" }
  const left = code.expires_at - now
  if (left <= 0) return { state: "over" }
  const whole = Math.max(1, code.expires_at - code.created_at)
  return left <= whole * SHOWN_SHARE ? { state: "ending", seconds: Math.ceil(left) } : { state: "fresh" }
}

const BOLT11 = /^ln[a-z0-9]+$/

/** The link that opens a wallet on this device; undefined for text that is not a Lightning invoice. */
export const walletLink = (lnbc: string): string | undefined => (BOLT11.test(lnbc) ? `lightning:${lnbc}` : undefined)

/** The content of the QR code: capitals make it smaller. */
export const scanText = (lnbc: string): string => `LIGHTNING:${lnbc.toUpperCase()}`
