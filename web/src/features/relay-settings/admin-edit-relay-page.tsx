import { useParams } from "@solidjs/router"
import { Suspension } from "~/components/operator/relay-suspension"
import { RelayPage } from "~/components/relay/relay-page"
import { FormSkeleton, RelayForm } from "./relay-form"

/** The settings of any relay, for operators. */
export default function AdminEditRelay() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} operator actions={(relay) => <Suspension relay={relay()} />} skeleton={<FormSkeleton />}>
      {(relay) => <RelayForm relay={relay()} operator />}
    </RelayPage>
  )
}
