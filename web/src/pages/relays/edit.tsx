import { useParams } from "@solidjs/router"
import { RelayForm } from "~/components/relay-form"
import { RelayPage } from "~/components/relay-page"

/** The settings of a relay. */
export default function EditRelay() {
  const params = useParams<{ id: string }>()
  return <RelayPage id={params.id}>{(relay) => <RelayForm relay={relay()} />}</RelayPage>
}
