import { useParams } from "@solidjs/router"
import { useProfiles } from "~/api/profiles"
import { Suspension } from "~/components/operator/relay-suspension"
import { text as words } from "~/components/operator/words/en/admin-relay"
import { RelayPage } from "~/components/relay/relay-page"
import { shortId } from "~/domain/nostr"
import type { Relay } from "~/domain/relay/relay"
import { paths } from "~/paths"
import { Card, Fact, Facts } from "~/ui/card"
import { Skeleton } from "~/ui/state/skeleton"
import { OverviewSkeleton, RelayOverview } from "./relay-overview"

const ROWS = "grid grid-cols-[minmax(0,1fr)] gap-6"

/** One relay for operators: its owner's page, the owner, the host, and operators' actions. */
export default function AdminRelay() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage
      id={params.id}
      operator
      actions={(relay) => <Suspension relay={relay()} />}
      skeleton={
        <div class={ROWS}>
          <Skeleton class="h-47.5 max-md:h-75 w-full rounded-card!" />
          <OverviewSkeleton id={params.id} operator />
        </div>
      }
    >
      {(relay) => (
        <div class={ROWS}>
          <Where relay={relay()} />
          <RelayOverview relay={relay()} operator />
        </div>
      )}
    </RelayPage>
  )
}

function Where(props: { relay: Relay }) {
  const profile = useProfiles(() => [props.relay.tenant_pubkey])
  return (
    <Card title={words.operator}>
      <div class="grid gap-x-12 gap-y-2 md:grid-cols-2">
        <Facts class="content-start">
          <Fact name={words.tenant}>
            <a href={paths.adminTenant(props.relay.tenant_pubkey)} class="link">
              {profile(props.relay.tenant_pubkey)?.name ?? shortId(props.relay.tenant_pubkey)}
            </a>
          </Fact>
          <Fact name={words.wanted}>{words.wantedWord[props.relay.status]}</Fact>
          <Fact name={words.seen}>{words.seenWord[props.relay.provisioning]}</Fact>
          <Fact name={words.step}>{words.stepWord[props.relay.provisioning_step]}</Fact>
        </Facts>
        <Facts class="content-start">
          <Fact name={words.server}>
            <span class="break-all">{props.relay.zooid_domain}</span>
          </Fact>
          <Fact name={words.schema}>
            <span class="mono break-all">{props.relay.schema}</span>
          </Fact>
          <Fact name={words.id}>
            <span class="mono break-all">{props.relay.id}</span>
          </Fact>
        </Facts>
      </div>
    </Card>
  )
}
