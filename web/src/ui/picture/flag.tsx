import { clsx } from "clsx"
import { For, type JSX } from "solid-js"
import { flagDrawing, flagOf } from "~/domain/flag"
import { Picture } from "./picture"

type Look = {
  size?: number | undefined
  /** A hoisted flag: nearly square corners instead of round ones. */
  cloth?: boolean | undefined
}

/** A relay: its own picture, else the flag that belongs to `seed` (its id; before there is one, its subdomain). The name stands beside it. */
export const Flag = (props: Look & { seed: string; icon?: string | undefined }) => (
  <Box {...props}>
    <Picture url={props.icon} fallback={<Drawing index={flagOf(props.seed)} />} />
  </Box>
)

/** Flag number `index` of the 32, for choosing one. */
export const FlagNumber = (props: Look & { index: number }) => (
  <Box {...props}>
    <Drawing index={props.index} />
  </Box>
)

function Box(props: Look & { children: JSX.Element }) {
  const size = () => `${props.size ?? 44}px`
  return (
    <span
      aria-hidden="true"
      class={clsx(
        "relative block shrink-0 overflow-hidden after:absolute after:inset-0 after:rounded-[inherit] after:shadow-[inset_0_0_0_1px_var(--hairline)]",
        props.cloth ? "rounded-[3px]" : "rounded-flag",
      )}
      style={{ width: size(), height: size() }}
    >
      {props.children}
    </span>
  )
}

function Drawing(props: { index: number }) {
  const drawing = () => flagDrawing(props.index)
  return (
    <svg viewBox="0 0 24 24" class="block size-full" aria-hidden="true">
      <path fill={drawing().ground} d="M0 0h24v24H0z" />
      <For each={drawing().figures}>
        {(figure) => (
          <path
            d={figure.path}
            fill={figure.stroke ? "none" : figure.colour}
            stroke={figure.stroke ? figure.colour : "none"}
            stroke-width={figure.stroke ?? 0}
          />
        )}
      </For>
    </svg>
  )
}
