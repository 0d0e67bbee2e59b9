import { useParams } from "@solidjs/router"
import { RelayPage } from "~/components/relay/relay-page"
import { RelayFiles } from "./relay-files"

export default function RelayFilesPage() {
  const params = useParams<{ id: string }>()
  return <RelayPage id={params.id}>{(relay) => <RelayFiles relay={relay()} />}</RelayPage>
}
