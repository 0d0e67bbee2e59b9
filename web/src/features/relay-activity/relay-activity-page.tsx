import { useParams } from "@solidjs/router"
import { RelayPage } from "~/components/relay/relay-page"
import { History } from "./activity-list"

export default function RelayActivity() {
  const params = useParams<{ id: string }>()
  return <RelayPage id={params.id}>{(relay) => <History relay={relay()} />}</RelayPage>
}
