import ArrowUpRight from "lucide-solid/icons/arrow-up-right"
import { For } from "solid-js"
import { text } from "~/components/invites/words/en/invite"
import { appLinks } from "~/domain/relay/invite"
import { Icon } from "~/ui/picture/icon"

const words = text.openIn

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
