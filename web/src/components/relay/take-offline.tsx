import { useInfo } from "~/api/info"
import { useQuote } from "~/api/invoices"
import { usePlans } from "~/api/plans"
import { text as charge } from "~/components/billing/words/en/charge"
import { text as words } from "~/components/relay/words/en/take-offline"
import { moneyText } from "~/domain/billing/money"
import { type Relay, relayName } from "~/domain/relay/relay"
import { Confirm } from "~/ui/overlay/confirm"
import { useOpenInvoice } from "./open-invoice"
import { useOnOff } from "./relay-on-off"

/** Asks before a relay goes offline, and names the people affected. */
export default function TakeOffline(props: { relay: Relay; open: boolean; onClose: () => void }) {
  const info = useInfo()
  const onOff = useOnOff(() => props.relay)
  const plans = usePlans()
  const price = () =>
    (plans.isSuccess ? plans.data.find((one) => one.id === props.relay.plan_id)?.price.amount : undefined) ?? 0
  const paid = () => info.isSuccess && info.data.payment_methods.length > 0 && price() > 0
  const quote = useQuote(
    () => props.relay.id,
    () => (props.open && paid() && props.relay.status === "active" ? props.relay.plan_id : undefined),
    "inactive",
  )
  const asking = useOpenInvoice(() => props.relay)
  const unused = () => {
    const total = quote.isSuccess ? quote.data.total : undefined
    if (!total || total.amount >= 0) return asking() ? charge.lowerUnknown : charge.unused
    const sum = moneyText({ ...total, amount: -total.amount })
    return asking() ? charge.lower(sum) : charge.credit(sum)
  }
  const said = () => (paid() ? `${words.keptPaid} ${unused()}` : words.kept)
  return (
    <Confirm
      open={props.open}
      onClose={props.onClose}
      danger
      title={words.title(relayName(props.relay))}
      text={`${words.members(props.relay.member_count ?? 0)} ${said()}`}
      confirmLabel={words.confirm}
      cancelLabel={words.cancel}
      onConfirm={onOff.takeOffline}
    />
  )
}
