import { later } from "~/components/frame/later"
import { text } from "~/i18n/en/relay-head"
import { Loading, Skeleton } from "~/ui/skeleton"

const Waiting = () => (
  <Loading
    label={text.loading}
    class="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-10 wide:grid-cols-[minmax(0,1fr)_328px]"
  >
    <Skeleton class="h-44 w-full rounded-card!" />
    <Skeleton class="h-44 w-full rounded-card!" />
  </Loading>
)

/** The overview under the head of a relay's page. The head stands before the overview is there. */
export const RelayOverviewLater = later(async () => (await import("./relay-overview")).RelayOverview, Waiting)
