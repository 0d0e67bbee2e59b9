import { useParams } from "@solidjs/router"
import { RelayPage } from "~/components/relay/relay-page"
import { RelayPoster } from "./relay-poster"

export default function PosterPage() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} bare>
      {(relay) => <RelayPoster relay={relay()} />}
    </RelayPage>
  )
}
