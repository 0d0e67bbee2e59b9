import { useParams } from "@solidjs/router"
import { History } from "~/components/history-page"
import { RelayPage } from "~/components/relay-page"

export default function RelayActivity() {
  const params = useParams<{ id: string }>()
  return <RelayPage id={params.id}>{(relay) => <History relay={relay()} />}</RelayPage>
}
