import { useParams } from "@solidjs/router"
import { History } from "~/components/relay/history-page"
import { RelayPage } from "~/components/relay/relay-page"

export default function RelayActivity() {
  const params = useParams<{ id: string }>()
  return <RelayPage id={params.id}>{(relay) => <History relay={relay()} />}</RelayPage>
}
