import { createSignal, Suspense } from "solid-js"
import { lazyPart } from "~/components/frame/lazy-part"
import { SidePart } from "~/components/side-part"
import { text as words } from "~/features/account/words/en/closing"
import { Button } from "~/ui/form/button"
import { MountOnOpen } from "~/ui/overlay/dialog"

const DownloadDialog = lazyPart(() => import("./download-dialog"))

/** The part of the account page that downloads everything. */
export function DownloadPart(props: { pubkey: string }) {
  const [open, setOpen] = createSignal(false)
  return (
    <SidePart title={words.data}>
      <p class="mb-2.5 text-ink-2 text-small">{words.dataText}</p>
      <Button size="small" onClick={() => setOpen(true)}>
        {words.download}
      </Button>
      <MountOnOpen open={open()}>
        <Suspense>
          <DownloadDialog pubkey={props.pubkey} open={open()} onClose={() => setOpen(false)} />
        </Suspense>
      </MountOnOpen>
    </SidePart>
  )
}
