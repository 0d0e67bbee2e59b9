import { useParams } from "@solidjs/router"
import { RelayOverview } from "~/components/relay/relay-overview"
import { RelayPage } from "~/components/relay/relay-page"

export default function RelayDetail() {
  const params = useParams<{ id: string }>()
  return <RelayPage id={params.id}>{(relay) => <RelayOverview relay={relay()} />}</RelayPage>
}
