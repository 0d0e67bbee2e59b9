import { For } from "solid-js"

/** One part of a whole; an empty part is listed and not drawn. */
export type Share = { label: string; count: number; shown?: string }

/** The figure as it is written. */
const shown = (share: Share) => share.shown ?? share.count.toLocaleString("en-US")

const COLOURS = ["bg-chart-1", "bg-chart-2", "bg-chart-3", "bg-chart-4"] as const

/** The division of a whole: a bar, and a legend with the numbers, so that no one has to read lengths or colours. */
export function ShareBar(props: { label: string; shares: readonly Share[] }) {
  const colour = (at: number) => COLOURS[at % COLOURS.length] ?? COLOURS[0]
  const words = () => props.shares.map((share) => `${share.label} ${shown(share)}`).join(", ")
  return (
    <>
      <div
        role="img"
        aria-label={`${props.label}: ${words()}`}
        class="flex h-3.5 gap-0.5 overflow-hidden rounded-[1px] bg-sunken"
      >
        <For each={props.shares}>
          {(share, at) => (
            <i
              class={colour(at())}
              style={{ flex: `${share.count} 0 0`, display: share.count > 0 ? "block" : "none" }}
            />
          )}
        </For>
      </div>
      <ul class="mt-3 grid gap-1.5 text-small tabular-nums">
        <For each={props.shares}>
          {(share, at) => (
            <li class="flex items-center gap-2">
              <i aria-hidden="true" class={`size-2.5 shrink-0 rounded-[2px] ${colour(at())}`} />
              <span class="min-w-0 flex-1 truncate">{share.label}</span>
              {shown(share)}
            </li>
          )}
        </For>
      </ul>
    </>
  )
}
