import { Suspense } from "solid-js"
import { onDemand } from "~/components/frame/later"
import type { Relay } from "~/domain/relay"
import { text } from "~/i18n/en/common"
import { Loading, Skeleton } from "~/ui/skeleton"

// Asked for with the page itself, so that it comes while the relay is being read.
const form = import("./relay-form")
const RelayForm = onDemand(() => form.then((loaded) => ({ default: loaded.RelayForm })))

/** The form under the head of a relay's page. The head stands before the form is there. */
export const RelayFormLater = (props: { relay: Relay; operator?: boolean }) => (
  <Suspense fallback={<Waiting />}>
    <RelayForm relay={props.relay} operator={props.operator ?? false} />
  </Suspense>
)

const Waiting = () => (
  <Loading
    label={text.loading}
    class="grid grid-cols-[minmax(0,1fr)] gap-x-14 gap-y-5 wide:grid-cols-[200px_minmax(0,1fr)]"
  >
    <Skeleton class="h-6 w-24" />
    <Skeleton class="h-[420px] w-full rounded-card!" />
  </Loading>
)
