import { useParams } from "@solidjs/router"
import { FormSkeleton, RelayForm } from "~/components/relay/relay-form"
import { RelayPage } from "~/components/relay/relay-page"

/** The settings of a relay. */
export default function EditRelay() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} skeleton={<FormSkeleton />}>
      {(relay) => <RelayForm relay={relay()} />}
    </RelayPage>
  )
}
