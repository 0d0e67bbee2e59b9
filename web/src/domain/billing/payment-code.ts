import type { Seconds } from "~/domain/time"

/** A Lightning invoice: what a wallet is shown, and how long it can be paid, by the wall's clock. */
export type PaymentCode = { lnbc: string; created_at: Seconds; expires_at: Seconds }

/** How much of its life a code has left. A clock makes people hurry, so it shows only in the last quarter. */
export type CodeLife = { state: "fresh" } | { state: "ending"; seconds: number } | { state: "over" }

const SHOWN_SHARE = 0.25

/** Whether it is over by the clock of this device. */
export const isOverAt = (code: PaymentCode, now: Seconds): boolean => code.expires_at <= now

/**
 * A code that was over when it came is not: whoever gave it out knows better, and no clock here says when it ends.
 *
 * @param came when it came
 */
export function codeLife(code: PaymentCode, now: Seconds, came: Seconds): CodeLife {
  if (isOverAt(code, came)) return { state: "fresh" }
  const left = code.expires_at - now
  if (left <= 0) return { state: "over" }
  const whole = Math.max(1, code.expires_at - code.created_at)
  return left <= whole * SHOWN_SHARE ? { state: "ending", seconds: Math.ceil(left) } : { state: "fresh" }
}

const BOLT11 = /^ln[a-z0-9]+$/

/** What opens a wallet on this device; nothing for what is no payment code, whoever sent it. */
export const walletLink = (lnbc: string): string | undefined => (BOLT11.test(lnbc) ? `lightning:${lnbc}` : undefined)

/** What the square to scan holds: capitals make it smaller. */
export const scanText = (lnbc: string): string => `LIGHTNING:${lnbc.toUpperCase()}`
