import { useParams } from "@solidjs/router"
import { later } from "~/components/later"
import { RelayPage } from "~/components/relay-page"
import { SkeletonRows } from "~/ui/skeleton"

const History = later(
  async () => (await import("~/components/history-page")).History,
  () => <SkeletonRows count={6} />,
)

export default function RelayActivity() {
  const params = useParams<{ id: string }>()
  return <RelayPage id={params.id}>{(relay) => <History relay={relay()} />}</RelayPage>
}
