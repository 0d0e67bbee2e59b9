import { createSignal, Show } from "solid-js"
import { useBillingNow } from "~/components/billing/billing-now"
import { isOverdue } from "~/domain/billing/invoice"
import { day } from "~/domain/time"
import { text } from "~/features/pay/words/en/pay"
import { Button } from "~/ui/form/button"
import { CardButton } from "./card-button"
import type { Payment } from "./payment"

/** The bar under an open invoice: another way to pay, pay later, and check for a payment. */
export function PayFoot(props: { payment: Payment; onClose: () => void }) {
  const now = useBillingNow()
  const [looking, setLooking] = createSignal(false)
  const [said, setSaid] = createSignal("")
  const invoice = () => props.payment.known()
  const look = async () => {
    setSaid("")
    setLooking(true)
    await props.payment.look()
    setLooking(false)
    if (props.payment.isOpen()) setSaid(text.notThere)
  }
  const later = () => {
    const open = invoice()
    if (props.payment.pending()) return text.close
    if (!open || isOverdue(open, now())) return text.laterOverdue
    return text.later(day(open.due_at, now()))
  }
  return (
    <>
      <p role="status" class="w-full basis-full! text-ink-2 text-small empty:hidden">
        {said()}
      </p>
      <Show when={props.payment.isCardInstead()}>
        <CardButton payment={props.payment} primary={false} />
      </Show>
      <Button kind="quiet" size="small" onClick={() => props.onClose()}>
        {later()}
      </Button>
      <Show when={props.payment.takes("lightning") && !props.payment.pending()}>
        <Button size="small" busy={looking()} onClick={look}>
          {text.paid}
        </Button>
      </Show>
    </>
  )
}
