import { useParams } from "@solidjs/router"
import { RelayPage } from "~/components/relay/relay-page"
import { RelayRooms } from "./relay-rooms"

export default function RelayRoomsPage() {
  const params = useParams<{ id: string }>()
  return <RelayPage id={params.id}>{(relay) => <RelayRooms relay={relay()} />}</RelayPage>
}
