import { createSignal, Suspense } from "solid-js"
import { lazyPart } from "~/components/frame/lazy-part"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/relay-overview/words/en/relay"
import { Button } from "~/ui/form/button"
import { MountOnOpen } from "~/ui/overlay/dialog"

const ContactHostDialog = lazyPart(() => import("./contact-host-dialog"))

/** That attempts continue, unless the server's sentence says so. */
export const retryWords = (relay: Relay) => (relay.sync_error.includes("keep trying") ? "" : text.notes.retried)

/** Opens a message to the host with the details of a failure. */
export function ContactHostButton(props: { relay: Relay }) {
  const [open, setOpen] = createSignal(false)
  const show = () => setOpen(true)
  return (
    <>
      <Button size="small" onClick={show}>
        {text.ask}
      </Button>
      <MountOnOpen open={open()}>
        <Suspense>
          <ContactHostDialog relay={props.relay} open={open()} onClose={() => setOpen(false)} />
        </Suspense>
      </MountOnOpen>
    </>
  )
}
