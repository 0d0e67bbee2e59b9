import { useParams } from "@solidjs/router"
import { Show } from "solid-js"
import { account } from "~/auth/session"
import { PromptNote } from "~/components/billing/payment-prompt"
import { RelayPage } from "~/components/relay/relay-page"
import type { PromptKind } from "~/domain/billing/payment-prompt"
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
const Money = (props: { relay: Relay }) => (
  <Show when={account()?.pubkey === props.relay.tenant_pubkey}>
    <PromptNote pubkey={props.relay.tenant_pubkey} except={promptsOnPage(props.relay)} />
  </Show>
)

/** The prompts that a relay’s page says anyway, and, while it has a problem, those that only recommend something. */
function promptsOnPage(relay: Relay): PromptKind[] {
  const harmless: PromptKind[] = relayState(relay) === "online" ? [] : ["no-autopay"]
  if (isBeingSetUp(relay)) return ["unpaid", ...harmless]
  if (relay.reserved_plan_id) return ["start", ...harmless]
  return relayState(relay) === "unpaid" ? ["churned", ...harmless] : harmless
}
