import { useParams } from "@solidjs/router"
import { Suspension } from "~/components/admin/suspension"
import { FormToCome, RelayFormLater } from "~/components/relay/relay-form-later"
import { RelayPage } from "~/components/relay/relay-page"

/** The settings of anybody's relay. */
export default function AdminEditRelay() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} operator actions={(relay) => <Suspension relay={relay()} />} toCome={<FormToCome />}>
      {(relay) => <RelayFormLater relay={relay()} operator />}
    </RelayPage>
  )
}
