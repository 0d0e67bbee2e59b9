import { useParams } from "@solidjs/router"
import { RelayPage } from "~/components/relay/relay-page"
import { RelayMessages } from "./relay-messages"

export default function RelayMessagesPage() {
  const params = useParams<{ id: string }>()
  return <RelayPage id={params.id}>{(relay) => <RelayMessages relay={relay()} />}</RelayPage>
}
