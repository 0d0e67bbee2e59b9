import { clsx } from "clsx"
import { Match, Show, Switch } from "solid-js"

/** Five tones with five shapes, so that colour is not needed. A word is always beside it. */
export type StatusTone = "ok" | "due" | "bad" | "off" | "busy"

/** How something is: shape, word, and a quiet detail ("Offline `by you`"). */
export function Status(props: {
  tone: StatusTone
  word: string
  detail?: string | undefined
  /** Leaves the detail out on phones, where the row is short of room. */
  short?: boolean | undefined
}) {
  return (
    <span
      class={clsx(
        "inline-flex items-center gap-[7px] whitespace-nowrap font-medium text-small",
        props.tone === "bad" ? "text-bad" : "text-ink",
      )}
    >
      <Shape tone={props.tone} />
      <Show when={props.word} keyed>
        {(word) => <span class="animate-fade">{word}</span>}
      </Show>
      <Show when={props.detail}>
        <span class={clsx("truncate font-normal text-ink-3 tabular-nums", props.short && "max-sm:hidden")}>
          {props.detail}
        </span>
      </Show>
    </span>
  )
}

const Shape = (props: { tone: StatusTone }) => (
  <Switch>
    <Match when={props.tone === "ok"}>
      <i class="size-2 shrink-0 rounded-full bg-ok-dot" />
    </Match>
    <Match when={props.tone === "due"}>
      <i class="size-2 shrink-0 rounded-full bg-sail shadow-[inset_0_0_0_1px_color-mix(in_oklab,var(--sail-text)_55%,transparent)]" />
    </Match>
    <Match when={props.tone === "bad"}>
      <i class="size-2 shrink-0 rounded-[2px] bg-bad-dot" />
    </Match>
    <Match when={props.tone === "off"}>
      <i class="size-2 shrink-0 rounded-full shadow-[inset_0_0_0_2px_var(--idle)]" />
    </Match>
    <Match when={props.tone === "busy"}>
      <i class="size-2.5 shrink-0 animate-turn rounded-full border-2 border-sea border-r-transparent motion-reduce:animate-none" />
    </Match>
  </Switch>
)
