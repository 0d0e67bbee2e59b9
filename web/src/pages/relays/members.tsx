import { useParams } from "@solidjs/router"
import { People, PeopleSkeleton } from "~/components/relay/people"
import { RelayPage } from "~/components/relay/relay-page"

export default function RelayMembers() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} skeleton={<PeopleSkeleton />}>
      {(relay) => <People relay={relay()} />}
    </RelayPage>
  )
}
