import { clsx } from "clsx"
import { Index } from "solid-js"

/** `sea` as drawn, `due` amber, `bad` red, `off` not filled. */
export type ScaleTone = "sea" | "due" | "bad"

const FINE_MAX = 100
const COARSE = 20

/**
 * A ruled bar for something measured. One segment a unit up to 100, then 20 in all; amber from 80 %, red when full, unless
 * `tone` says otherwise (days of grace are amber throughout, steps never). Figures stand beside it; `label` says them.
 */
export function Scale(props: {
  value: number
  max: number
  label: string
  tone?: ScaleTone | undefined
  /** How many segments instead, where room is short: 40 in small cards. */
  segments?: number | undefined
  class?: string | undefined
}) {
  const count = () => Math.max(1, props.segments ?? (props.max <= FINE_MAX ? props.max : COARSE))
  const tone = (): ScaleTone =>
    props.tone ?? (props.value >= props.max ? "bad" : props.value >= props.max * 0.8 ? "due" : "sea")
  const filled = () => {
    const share = props.max > 0 ? props.value / props.max : 0
    if (share >= 1) return count()
    // Something is never drawn as nothing, and not quite full never as full.
    return Math.min(count() - (count() > 1 ? 1 : 0), Math.max(props.value > 0 ? 1 : 0, Math.round(share * count())))
  }
  const marks = () => Array.from({ length: count() }, (_, index) => (index < filled() ? tone() : undefined))
  return <Marks marks={marks()} label={props.label} class={props.class} />
}

/** The same ruled bar with each segment told: the hours of a day, well or not. `undefined` is an empty one. */
export function Marks(props: { marks: readonly (ScaleTone | undefined)[]; label: string; class?: string | undefined }) {
  return (
    <div
      role="img"
      aria-label={props.label}
      class={clsx("flex h-2 gap-px rounded-[2px] border border-ink-2 p-px", props.class)}
    >
      <Index each={props.marks}>
        {(mark) => (
          <i
            class={clsx(
              "min-w-0 flex-1 transition-opacity duration-320 ease-out",
              mark() === "due" ? "bg-sail" : mark() === "bad" ? "bg-bad-dot" : "bg-sea",
              mark() ? "opacity-100" : "opacity-0",
            )}
          />
        )}
      </Index>
    </div>
  )
}
