import { useParams } from "@solidjs/router"
import { RelayOverviewLater } from "~/components/relay-overview-later"
import { RelayPage } from "~/components/relay-page"

export default function RelayDetail() {
  const params = useParams<{ id: string }>()
  return <RelayPage id={params.id}>{(relay) => <RelayOverviewLater relay={relay()} />}</RelayPage>
}
