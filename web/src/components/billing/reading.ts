import { useTenant } from "~/api/tenants"
import { account } from "~/auth/session"
import { paysByCard } from "~/domain/billing/autopay"
import { type Money, type Reading, reading } from "~/domain/billing/money"

const sentenceText = ({ figure, unit }: Reading) => (unit ? `${figure} ${unit}` : figure)

/**
 * How the person who is logged in reads amounts: dollars first if they pay by a saved card, else the currency of the prices. This is
 * the only place that decides it. The estimates in dollars are the server's.
 */
export function useReading() {
  const tenant = useTenant(() => account()?.pubkey)
  const isFiatFirst = () => tenant.isSuccess && paysByCard(tenant.data)
  return {
    isFiatFirst,
    read: (money: Money, cents: number | undefined): Reading => reading(money, cents, isFiatFirst()),
    /** For a sentence, which has one figure. */
    text: (money: Money, cents: number | undefined): string => sentenceText(reading(money, cents, isFiatFirst())),
  }
}
