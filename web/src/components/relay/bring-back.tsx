import { createSignal, Suspense } from "solid-js"
import { useInfo } from "~/api/info"
import { usePlans } from "~/api/plans"
import { lazyPart } from "~/components/frame/lazy-part"
import { type Relay, relayState } from "~/domain/relay/relay"
import { Button, type ButtonProps } from "~/ui/form/button"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { useOnOff } from "./relay-on-off"

const Revive = lazyPart(() => import("./revive"))

/** Brings a relay back online. Shows the costs first, if there are any. */
export function BringBack(
  props: Pick<ButtonProps, "kind" | "size" | "icon" | "class"> & { relay: Relay; label: string },
) {
  const info = useInfo()
  const plans = usePlans()
  const onOff = useOnOff(() => props.relay)
  const [open, setOpen] = createSignal(false)
  const costs = () => {
    if (relayState(props.relay) === "unpaid") return true
    const charges = info.isSuccess && info.data.payment_methods.length > 0
    const plan = plans.isSuccess ? plans.data.find((one) => one.id === props.relay.plan_id) : undefined
    return charges && plan?.price.amount !== 0
  }
  const press = () => {
    if (!costs()) return onOff.bringBack()
    setOpen(true)
  }
  return (
    <>
      <Button
        kind={props.kind}
        size={props.size}
        icon={props.icon}
        class={props.class}
        busy={onOff.busy()}
        onClick={press}
      >
        {props.label}
      </Button>
      <MountOnOpen open={open()}>
        <Suspense>
          <Revive relay={props.relay} open={open()} onClose={() => setOpen(false)} />
        </Suspense>
      </MountOnOpen>
    </>
  )
}
