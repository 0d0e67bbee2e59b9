import { Show } from "solid-js"
import { useInfo } from "~/api/info"
import { hostContact } from "~/domain/host-contact"
import { text } from "./words/en/host"

/** A button that opens the host's contact, for a note about a suspension. Nothing if none is set. */
export function HostContactButton() {
  const info = useInfo()
  const contact = () => (info.isSuccess ? hostContact(info.data.operator.contact) : undefined)
  return (
    <Show when={contact()}>
      {(found) => (
        <a
          href={found().href}
          rel="noopener noreferrer"
          class="inline-flex min-h-11 items-center rounded-control border border-edge bg-surface px-3 font-[550] text-small text-ink hover:bg-hover sm:min-h-8"
        >
          {text.contactHost}
        </a>
      )}
    </Show>
  )
}
