import { useParams } from "@solidjs/router"
import { AuditPart } from "~/components/operator/audit-part"
import { Suspension } from "~/components/operator/relay-suspension"
import { RelayPage } from "~/components/relay/relay-page"
import { History } from "./activity-list"

/** The activities of any relay, and operators' acts on it. */
export default function AdminRelayActivity() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} operator actions={(relay) => <Suspension relay={relay()} />}>
      {(relay) => (
        <div class="grid grid-cols-[minmax(0,1fr)] gap-8">
          <AuditPart scope={{ resource_type: "relay", resource_id: relay().id }} />
          <History relay={relay()} />
        </div>
      )}
    </RelayPage>
  )
}
