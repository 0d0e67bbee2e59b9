import { clsx } from "clsx"
import { type JSX, Show } from "solid-js"

/** A part of a relay's settings: a heading at the left, its card at the right. */
export function Section(props: { title: string; lead?: string; id?: string; first?: boolean; children: JSX.Element }) {
  return (
    <section
      id={props.id}
      class={clsx(
        "grid scroll-mt-20 grid-cols-[minmax(0,1fr)] gap-x-14 gap-y-5 pb-8 wide:grid-cols-[200px_minmax(0,1fr)]",
        !props.first && "border-line border-t pt-8",
      )}
    >
      <div>
        <h2 class="font-semibold text-[16px] leading-6">{props.title}</h2>
        <Show when={props.lead}>
          <p class="mt-1 text-ink-2 text-small">{props.lead}</p>
        </Show>
      </div>
      <div class="min-w-0 rounded-card border border-line bg-surface px-4 py-1 sm:px-6 sm:py-1.5">{props.children}</div>
    </section>
  )
}
