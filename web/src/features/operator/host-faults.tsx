import { For, Show } from "solid-js"
import type { Overview } from "~/api/admin"
import { text as words } from "~/features/operator/words/en/host-faults"
import { Note } from "~/ui/state/note"
import { Time } from "~/ui/time"

/** Faults of whole relay hosts: the host, since when, and how many of its relays differ. */
export function HostFaults(props: { overview: Overview }) {
  return (
    <Show when={props.overview.host_faults?.length}>
      <ul class="mb-3 grid gap-3" aria-label={words.label}>
        <For each={props.overview.host_faults}>
          {(host) => (
            <li>
              <Note
                tone="bad"
                title={words.title(host.domain)}
                text={
                  <>
                    {host.fault} {words.since} <Time at={host.since} as="dayAndTime" />.
                  </>
                }
              />
            </li>
          )}
        </For>
      </ul>
    </Show>
  )
}
