import { usePlans } from "~/api/plans"
import { useTenantRelays } from "~/api/relays"
import { chargedRelays, type Invoice, type InvoiceItem } from "~/domain/billing/invoice"
import { relayName } from "~/domain/relay/relay"
import { day } from "~/domain/time"
import { text } from "~/i18n/en/invoice"
import { useBillingNow } from "./billing-now"

/** Most names; more are counted instead. */
const NAMED_MAX = 2

/** What an invoice is for, in words: the relays and the time span. */
export function useInvoiceFor(invoice: () => Invoice, items: () => readonly InvoiceItem[]) {
  const now = useBillingNow()
  const relays = useTenantRelays(() => invoice().tenant_pubkey)
  const plans = usePlans()
  const charged = () => chargedRelays(items())
  const nameOf = (id: string) => {
    const found = relays.isSuccess ? relays.data.find((one) => one.id === id) : undefined
    return found ? relayName(found) : undefined
  }
  const names = () => charged().map(nameOf)
  const span = () => text.span(day(invoice().period_start, now()), day(invoice().period_end, now()))
  /** Names if there are few and all are known, otherwise a number. */
  const who = () => {
    const all = names()
    const known = all.filter((name) => name !== undefined)
    return all.length > NAMED_MAX || known.length < all.length ? text.relays(all.length) : text.and(known)
  }
  return {
    charged,
    nameOf,
    who,
    span,
    planOf: (id: string) => (plans.isSuccess ? plans.data.find((plan) => plan.id === id)?.name : undefined) ?? id,
    /** "2 relays, 21 Nov to 21 Dec". */
    short: () => {
      const one = charged().length === 1 ? names()[0] : undefined
      if (charged().length === 0) return span()
      return `${one ?? text.relays(charged().length)}, ${span()}`
    },
  }
}
