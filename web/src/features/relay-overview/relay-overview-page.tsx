import { useParams } from "@solidjs/router"
import { Show } from "solid-js"
import { account } from "~/auth/session"
import { PromptNote } from "~/components/billing/payment-prompt"
import { RelayPage } from "~/components/relay/relay-page"
import { type Relay, relayState } from "~/domain/relay/relay"
import { isBeingSetUp } from "~/domain/relay/setup-steps"
import { OverviewSkeleton, RelayOverview } from "./relay-overview"

export default function RelayDetail() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} skeleton={<OverviewSkeleton id={params.id} />}>
      {(relay) => <RelayOverview relay={relay()} money={<Money relay={relay()} />} />}
    </RelayPage>
  )
}

/** The payment prompt for its owner, except what the page says anyway. */
function Money(props: { relay: Relay }) {
  const said = () => {
    if (isBeingSetUp(props.relay)) return "unpaid"
    if (props.relay.reserved_plan_id) return "start"
    return relayState(props.relay) === "unpaid" ? "churned" : undefined
  }
  return (
    <Show when={account()?.pubkey === props.relay.tenant_pubkey}>
      <PromptNote pubkey={props.relay.tenant_pubkey} except={said()} />
    </Show>
  )
}
