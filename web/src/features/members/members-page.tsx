import { useParams } from "@solidjs/router"
import { RelayPage } from "~/components/relay/relay-page"
import { People, PeopleSkeleton } from "./people"

export default function RelayMembers() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} skeleton={<PeopleSkeleton />}>
      {(relay) => <People relay={relay()} />}
    </RelayPage>
  )
}
