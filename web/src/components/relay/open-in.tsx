import ArrowUpRight from "lucide-solid/icons/arrow-up-right"
import { For, Show } from "solid-js"
import { appLinks, isPublic } from "~/domain/invite"
import { type Relay, relayName } from "~/domain/relay"
import { text } from "~/i18n/en/invite"
import { CopyLine } from "~/ui/copy"
import { Dialog } from "~/ui/dialog"
import { Icon } from "~/ui/icon"
import { Note } from "~/ui/note"

const words = text.openIn

/** The apps that open a relay by a link, and the address for all others. */
export default function OpenIn(props: { relay: Relay; open: boolean; onClose: () => void }) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={words.title(relayName(props.relay))}>
      <Show when={isPublic(props.relay.url)} fallback={<Note text={words.local} />}>
        <p class="text-ink-2">{words.text}</p>
        <AppLinks url={props.relay.url} />
        <p class="mt-5 text-ink-2 text-small">{words.other}</p>
      </Show>
      <CopyLine class="mt-2" value={props.relay.url} label={text.invite.address} mono truncate="middle" />
    </Dialog>
  )
}

/** A row for each app that can open this address. */
export function AppLinks(props: { url: string }) {
  return (
    <ul class="mt-3 divide-y divide-line border-line border-y">
      <For each={appLinks(props.url)}>
        {(app) => (
          <li class="relative flex items-center gap-4 py-3">
            <div class="min-w-0 flex-1">
              <a
                href={app.href}
                target="_blank"
                rel="noopener noreferrer"
                class="cover font-semibold"
                aria-label={words.open(app.name)}
              >
                {app.name}
              </a>
              <p class="text-ink-2 text-small">{words.apps[app.name]}</p>
            </div>
            <Icon of={ArrowUpRight} size={17} class="text-ink-3" />
          </li>
        )}
      </For>
    </ul>
  )
}
