import { useParams } from "@solidjs/router"
import { RelayFormLater } from "~/components/relay/relay-form-later"
import { RelayPage } from "~/components/relay/relay-page"

/** The settings of a relay. */
export default function EditRelay() {
  const params = useParams<{ id: string }>()
  return <RelayPage id={params.id}>{(relay) => <RelayFormLater relay={relay()} />}</RelayPage>
}
