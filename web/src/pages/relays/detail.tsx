import { useParams } from "@solidjs/router"
import { Show } from "solid-js"
import { account } from "~/auth/session"
import { later } from "~/components/frame/later"
import { OverviewToCome, RelayOverview } from "~/components/relay/relay-overview"
import { RelayPage } from "~/components/relay/relay-page"
import { type Relay, relayState } from "~/domain/relay"
import { isBeingSetUp } from "~/domain/steps"

const Prompt = later(
  async () => (await import("~/components/pay/prompt")).PromptNote,
  () => null,
)

export default function RelayDetail() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} toCome={<OverviewToCome id={params.id} />}>
      {(relay) => <RelayOverview relay={relay()} money={<Money relay={relay()} />} />}
    </RelayPage>
  )
}

/** What its owner should do about money, but for what the page says anyway. */
function Money(props: { relay: Relay }) {
  const said = () => {
    if (isBeingSetUp(props.relay)) return "unpaid"
    if (props.relay.reserved_plan_id) return "start"
    return relayState(props.relay) === "unpaid" ? "churned" : undefined
  }
  return (
    <Show when={account()?.pubkey === props.relay.tenant_pubkey}>
      <Prompt pubkey={props.relay.tenant_pubkey} except={said()} />
    </Show>
  )
}
