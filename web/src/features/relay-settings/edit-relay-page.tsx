import { useParams } from "@solidjs/router"
import { RelayPage } from "~/components/relay/relay-page"
import { FormSkeleton, RelayForm } from "./relay-form"

/** The settings of a relay. */
export default function EditRelay() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} skeleton={<FormSkeleton />}>
      {(relay) => <RelayForm relay={relay()} />}
    </RelayPage>
  )
}
