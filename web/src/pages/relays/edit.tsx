import { useParams } from "@solidjs/router"
import { FormToCome, RelayFormLater } from "~/components/relay/relay-form-later"
import { RelayPage } from "~/components/relay/relay-page"

/** The settings of a relay. */
export default function EditRelay() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} toCome={<FormToCome />}>
      {(relay) => <RelayFormLater relay={relay()} />}
    </RelayPage>
  )
}
