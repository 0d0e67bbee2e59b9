import { useParams } from "@solidjs/router"
import { Suspension } from "~/components/operator/relay-suspension"
import { RelayPage } from "~/components/relay/relay-page"
import { paths } from "~/paths"
import { People, PeopleSkeleton } from "./people"

/** The members of any relay, for operators. */
export default function AdminRelayMembers() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage
      id={params.id}
      operator
      actions={(relay) => <Suspension relay={relay()} />}
      skeleton={<PeopleSkeleton />}
    >
      {(relay) => <People relay={relay()} settings={paths.adminEditRelay(params.id)} />}
    </RelayPage>
  )
}
