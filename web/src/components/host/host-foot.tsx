import { Show } from "solid-js"
import { useInfo } from "~/api/info"
import { HostLinks, useHostLinks } from "./host-links"
import { text } from "./words/en/host"

/** The foot of a public page: who runs the site, and the links to them. Nothing if nothing is set. */
export default function HostFoot() {
  const info = useInfo()
  const links = useHostLinks()
  const name = () => (info.isSuccess ? info.data.operator.name : "")
  return (
    <Show when={name() !== "" || links().length > 0}>
      <footer class="print:hidden border-line border-t">
        <div class="page flex flex-wrap items-center justify-between gap-x-8 gap-y-2 py-6 text-ink-2 text-small">
          <span class="break-words">{name() === "" ? "" : text.runBy(name())}</span>
          <div class="flex flex-wrap items-center gap-x-6 gap-y-2">
            <HostLinks />
          </div>
        </div>
      </footer>
    </Show>
  )
}
