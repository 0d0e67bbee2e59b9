import { useParams } from "@solidjs/router"
import { later } from "~/components/later"
import { RelayPage } from "~/components/relay-page"
import { SkeletonRows } from "~/ui/skeleton"

const People = later(
  async () => (await import("~/components/people")).People,
  () => <SkeletonRows count={6} round />,
)

export default function RelayMembers() {
  const params = useParams<{ id: string }>()
  return <RelayPage id={params.id}>{(relay) => <People relay={relay()} />}</RelayPage>
}
