import { useParams } from "@solidjs/router"
import { People, PeopleToCome } from "~/components/relay/people"
import { RelayPage } from "~/components/relay/relay-page"

export default function RelayMembers() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} toCome={<PeopleToCome />}>
      {(relay) => <People relay={relay()} />}
    </RelayPage>
  )
}
