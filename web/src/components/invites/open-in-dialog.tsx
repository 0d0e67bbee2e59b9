import { Show, Suspense } from "solid-js"
import { lazyPart } from "~/components/frame/lazy-part"
import { text } from "~/components/invites/words/en/invite"
import { isPublic } from "~/domain/relay/invite"
import { type Relay, relayName } from "~/domain/relay/relay"
import { CopyLine } from "~/ui/form/copy"
import { Dialog } from "~/ui/overlay/dialog"
import { Note } from "~/ui/state/note"
import { AppLinks } from "./app-links"

const AppLogin = lazyPart(() => import("./app-login"))

const words = text.openIn

/** The apps that open a relay by a link, and the address for all others. */
export default function OpenIn(props: { relay: Relay; open: boolean; onClose: () => void }) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={words.title(relayName(props.relay))}>
      <Show when={isPublic(props.relay.url)} fallback={<Note text={words.local} />}>
        <p class="text-ink-2">{words.text}</p>
        <AppLinks url={props.relay.url} />
        <Suspense>
          <AppLogin />
        </Suspense>
        <p class="mt-5 text-ink-2 text-small">{words.other}</p>
      </Show>
      <CopyLine class="mt-2" value={props.relay.url} label={text.invite.address} mono truncate="middle" />
    </Dialog>
  )
}
