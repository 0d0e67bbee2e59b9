import { createSignal, Show } from "solid-js"
import { usePlans } from "~/api/plans"
import { useProfiles } from "~/api/profiles"
import {
  type OfferedRelay,
  type TransferPrice,
  useAcceptTransfer,
  useDeclineTransfer,
  useTransferPrice,
} from "~/api/relay/team"
import { useBillingNow } from "~/components/billing/billing-now"
import { moneyText } from "~/domain/billing/money"
import { priceFor } from "~/domain/billing/plan"
import { shortId } from "~/domain/nostr"
import { day } from "~/domain/time"
import { text as relaysText } from "~/features/relay-list/words/en/relays"
import { text as invoiceText } from "~/i18n/en/invoice"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"
import { useNow } from "~/ui/time"

const text = relaysText.offer

/** A relay that is offered to the reader, with what they would pay. They can accept only a price that they see. */
export function RelayOffer(props: {
  offer: OfferedRelay
  /** Whether the platform has a way to pay. */
  charged: boolean
}) {
  const profile = useProfiles(() => [props.offer.from])
  const price = useTransferPrice(() => props.offer.relay_id)
  const sentence = usePriceSentence(() => props.charged)
  const decline = useDeclineTransfer(() => props.offer.relay_id)
  const now = useNow()
  const [asked, setAsked] = createSignal(false)
  const name = () => props.offer.name || props.offer.url.replace(/^wss?:\/\//, "")
  const known = () => (price.isPending || price.isError ? undefined : price.data)
  const cost = () => {
    if (price.isPending) return text.asking
    const found = known()
    return found ? sentence(found) : sentenceOf(price.error)
  }
  const end = () =>
    decline.mutate(undefined, {
      onSuccess: () => toast({ tone: "ok", text: text.declined }),
      onError: (error) => toast({ tone: "bad", text: sentenceOf(error) }),
    })
  return (
    <>
      <Note
        class="mt-6"
        tone="due"
        title={text.title(name())}
        text={`${text.text(profile(props.offer.from)?.name ?? shortId(props.offer.from), day(props.offer.expires_at, now()))} ${cost()}`}
        action={
          <span class="flex flex-wrap gap-2">
            <Show when={known()}>
              <Button size="small" onClick={() => setAsked(true)}>
                {text.accept}
              </Button>
            </Show>
            <Button size="small" busy={decline.isPending} onClick={end}>
              {text.decline}
            </Button>
          </span>
        }
      />
      <Accept
        id={props.offer.relay_id}
        name={name()}
        open={asked()}
        price={known()}
        cost={cost()}
        onClose={() => setAsked(false)}
      />
    </>
  )
}

/** Asks before the reader becomes the owner, and names the price. */
function Accept(props: {
  id: string
  name: string
  open: boolean
  price: TransferPrice | undefined
  cost: string
  onClose: () => void
}) {
  const accepting = useAcceptTransfer(() => props.id)
  const accept = async () => {
    const said = text.accepted(props.name)
    const seen = props.price
    if (!seen) throw new Error(props.cost)
    await accepting.mutateAsync(seen)
    toast({ tone: "ok", text: said })
  }
  return (
    <Confirm
      open={props.open}
      onClose={props.onClose}
      title={text.confirm(props.name)}
      text={
        <>
          <strong class="block font-semibold tabular-nums">{props.cost}</strong> {text.consequence}
        </>
      }
      confirmLabel={text.accept}
      cancelLabel={text.cancel}
      onConfirm={accept}
    />
  )
}

/** Words a quote for a relay that the reader would take over. */
function usePriceSentence(charged: () => boolean) {
  const plans = usePlans()
  const now = useBillingNow()
  return ({ plan_id, interval, status, quote }: TransferPrice): string => {
    const plan = plans.isSuccess ? plans.data.find(({ id }) => id === plan_id) : undefined
    const paid = plan && plan.price.amount > 0 ? priceFor(plan, interval) : undefined
    if (!charged()) return text.uncharged
    if (plan && !paid) return text.free(plan.name)
    const after = paid?.isYearly ? text.afterYear : text.after
    const later = paid ? ` ${after(plan?.name ?? plan_id, moneyText(paid.price))}` : ""
    if (quote.items.length === 0) return `${status === "inactive" ? text.offline : text.nothing}${later}`
    const ends = Math.max(quote.at, ...quote.items.map((item) => item.period_end))
    const span = invoiceText.span(day(quote.at, now()), day(ends, now()))
    if (quote.due.amount === 0) return `${text.credit(span)}${later}`
    return `${text.pay(moneyText(quote.due), span)}${later}`
  }
}
