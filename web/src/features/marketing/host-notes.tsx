import { Show } from "solid-js"
import { useHostFeatures } from "~/api/info"
import { text } from "~/features/marketing/words/en/marketing"

const words = text.what

/** The features that the host of new relays serves, and those it does not serve yet. */
export function HostNotes() {
  const host = useHostFeatures()
  const named = (served: boolean) =>
    (Object.keys(words.features) as (keyof typeof words.features)[])
      .filter((feature) => host() && host()?.[feature] === served)
      .map((feature) => words.features[feature])
  return (
    <div class="mt-5 grid min-h-5 gap-1 text-ink-2 text-small">
      <Show when={named(true).length > 0}>
        <p>{words.served(named(true))}</p>
      </Show>
      <Show when={named(false).length > 0}>
        <p>{words.later(named(false))}</p>
      </Show>
    </div>
  )
}
