import { createEffect, createSignal, on, onCleanup } from "solid-js"
import { useInfo } from "~/api/info"
import { useInvoice, useInvoiceItems, usePaymentCode, useReconcile } from "~/api/invoices"
import { isConflict, isPassing } from "~/api/server/client"
import { useTenant } from "~/api/tenants"
import { type Autopay, autopayOf, type PaymentMethod } from "~/domain/billing/autopay"
import { codeLife } from "~/domain/billing/payment-code"
import { sentenceOf } from "~/ui/state/problem"

/** Interval of checking for the payment, if the stream does not report it earlier, in milliseconds. */
const LOOK_MS = 3_500
/** An open dialog checks at most this long, in milliseconds; the stream still reports. */
const LOOKS_MAX_MS = 30 * 60_000
const TICK_MS = 1_000

/** An invoice that is being paid: its data, its Lightning invoice, and the checks for the payment. `id` may change. */
export function createPayment(id: () => string) {
  const info = useInfo()
  const invoice = useInvoice(id)
  const items = useInvoiceItems(id)
  const known = () => (invoice.isPending || invoice.isError ? undefined : invoice.data)
  const isOpen = () => known()?.status === "open"
  const methods = (): readonly PaymentMethod[] => (info.isSuccess ? info.data.payment_methods : [])
  const takes = (method: PaymentMethod) => methods().includes(method)
  const code = usePaymentCode(() => (isOpen() && takes("lightning") ? id() : undefined))
  /** The sentence about a payment that is on its way; until it arrives or fails, the invoice is not paid another way. */
  const pending = () => (isOpen() && isConflict(code.error) ? sentenceOf(code.error) : undefined)
  const tenant = useTenant(() => known()?.tenant_pubkey)
  const autopay = (): Autopay => autopayOf(tenant.isSuccess ? tenant.data : null, methods())
  const reconcile = useReconcile()
  const now = createTicking(isOpen)

  /** Checks for the payment. Errors are ignored, because the next check follows. */
  const look = async () => {
    if (!reconcile.isPending) await reconcile.mutateAsync(id()).catch(() => {})
    // The payment that was on its way may have failed: then the invoice can be paid again.
    if (pending() !== undefined) await code.refetch()
  }
  createEffect(
    on(isOpen, (open) => {
      if (!open) return
      const until = Date.now() + LOOKS_MAX_MS
      const timer = setInterval(() => {
        if (Date.now() > until) clearInterval(timer)
        else if (document.visibilityState === "visible") void look()
      }, LOOK_MS)
      const seen = () => document.visibilityState === "visible" && void look()
      document.addEventListener("visibilitychange", seen)
      onCleanup(() => {
        clearInterval(timer)
        document.removeEventListener("visibilitychange", seen)
      })
    }),
  )
  return {
    invoice,
    items: () => (items.isSuccess ? items.data : []),
    known,
    isOpen,
    takes,
    isOff: () => info.isSuccess && methods().length === 0,
    isDemo: () => info.isSuccess && info.data.demo,
    autopay,
    code,
    pending,
    /** A card is the way to pay: the only one, or the one that works now. */
    isByCard: () => takes("card") && !pending() && (!takes("lightning") || isPassing(code.error)),
    /** A card is another way to pay. */
    isCardInstead: () => takes("card") && takes("lightning") && !pending() && !isPassing(code.error),
    life: () => (code.isSuccess ? codeLife(code.data, now(), code.dataUpdatedAt / 1000) : undefined),
    look,
  }
}

export type Payment = ReturnType<typeof createPayment>

/** The wall clock's time, every second while it is shown. */
function createTicking(running: () => boolean): () => number {
  const [now, setNow] = createSignal(Date.now() / 1000)
  createEffect(
    on(running, (runs) => {
      if (!runs) return
      const timer = setInterval(() => setNow(Date.now() / 1000), TICK_MS)
      onCleanup(() => clearInterval(timer))
    }),
  )
  return now
}
