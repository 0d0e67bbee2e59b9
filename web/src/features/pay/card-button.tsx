import CreditCard from "lucide-solid/icons/credit-card"
import { createSignal, Show } from "solid-js"
import { useCheckout } from "~/api/invoices"
import { text } from "~/features/pay/words/en/pay"
import { Button } from "~/ui/form/button"
import { sentenceOf } from "~/ui/state/problem"
import type { Payment } from "./payment"

/** Leads to the card processor’s page. It is the primary action where a card is the way to pay. */
export function CardButton(props: { payment: Payment; primary: boolean }) {
  const checkout = useCheckout()
  const [leaving, setLeaving] = createSignal(false)
  const [said, setSaid] = createSignal("")
  const toCard = async () => {
    setSaid("")
    setLeaving(true)
    try {
      const id = props.payment.known()?.id ?? ""
      const { url } = await checkout.mutateAsync({ id, returnUrl: window.location.href })
      window.location.assign(url)
    } catch (refusal) {
      setSaid(sentenceOf(refusal))
      setLeaving(false)
      // The server may refuse because it was paid in the meantime.
      await props.payment.look()
    }
  }
  return (
    <>
      <p role="status" class="w-full basis-full! text-ink-2 text-small empty:hidden">
        {said()}
      </p>
      <Show
        when={props.primary}
        fallback={
          <Button
            kind="quiet"
            size="small"
            icon={CreditCard}
            busy={leaving()}
            onClick={toCard}
            class="max-sm:basis-full! sm:mr-auto"
          >
            {text.cardInstead}
          </Button>
        }
      >
        <Button kind="primary" icon={CreditCard} busy={leaving()} onClick={toCard}>
          {text.card}
        </Button>
      </Show>
    </>
  )
}
