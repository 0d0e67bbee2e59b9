import CreditCard from "lucide-solid/icons/credit-card"
import { createSignal, Show } from "solid-js"
import { useCheckout } from "~/api/invoices"
import { useBillingNow } from "~/components/billing/billing-now"
import { isOverdue } from "~/domain/billing/invoice"
import { day } from "~/domain/time"
import { text } from "~/features/pay/words/en/pay"
import { Button } from "~/ui/form/button"
import { sentenceOf } from "~/ui/state/problem"
import type { Payment } from "./payment"

/** The bar under an open invoice: pay by card, pay later, and check for a payment. */
export function PayFoot(props: { payment: Payment; onClose: () => void }) {
  const now = useBillingNow()
  const checkout = useCheckout()
  const [leaving, setLeaving] = createSignal(false)
  const [looking, setLooking] = createSignal(false)
  const [said, setSaid] = createSignal("")
  const invoice = () => props.payment.known()
  const toCard = async () => {
    setSaid("")
    setLeaving(true)
    try {
      const { url } = await checkout.mutateAsync({ id: invoice()?.id ?? "", returnUrl: window.location.href })
      window.location.assign(url)
    } catch (refusal) {
      setSaid(sentenceOf(refusal))
      setLeaving(false)
      // The server may refuse because it was paid in the meantime.
      await props.payment.look()
    }
  }
  const look = async () => {
    setSaid("")
    setLooking(true)
    await props.payment.look()
    setLooking(false)
    if (props.payment.isOpen()) setSaid(text.notThere)
  }
  const later = () => {
    const open = invoice()
    if (!open || isOverdue(open, now())) return text.laterOverdue
    return text.later(day(open.due_at, now()))
  }
  return (
    <>
      <p role="status" class="w-full basis-full! text-ink-2 text-small empty:hidden">
        {said()}
      </p>
      <Show when={props.payment.takes("card")}>
        <Button
          kind={props.payment.takes("lightning") ? "quiet" : "primary"}
          size="small"
          icon={CreditCard}
          busy={leaving()}
          onClick={toCard}
          class="max-sm:basis-full! sm:mr-auto"
        >
          {props.payment.takes("lightning") ? text.cardInstead : text.card}
        </Button>
      </Show>
      <Button kind="quiet" size="small" onClick={() => props.onClose()}>
        {later()}
      </Button>
      <Button size="small" busy={looking()} onClick={look}>
        {text.paid}
      </Button>
    </>
  )
}
