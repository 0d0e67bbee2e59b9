import { createSignal, Suspense } from "solid-js"
import { lazyPart } from "~/components/frame/lazy-part"
import { SidePart } from "~/components/side-part"
import { text as words } from "~/features/account/words/en/closing"
import { Button } from "~/ui/form/button"
import { MountOnOpen } from "~/ui/overlay/dialog"

const CloseDialog = lazyPart(() => import("./close-dialog"))

/** The part of the account page that closes the account. */
export function ClosePart(props: { pubkey: string }) {
  const [open, setOpen] = createSignal(false)
  return (
    <SidePart title={words.title}>
      <p class="mb-2.5 text-ink-2 text-small">{words.lead}</p>
      <Button size="small" kind="bad" onClick={() => setOpen(true)}>
        {words.open}
      </Button>
      <MountOnOpen open={open()}>
        <Suspense>
          <CloseDialog pubkey={props.pubkey} open={open()} onClose={() => setOpen(false)} />
        </Suspense>
      </MountOnOpen>
    </SidePart>
  )
}
