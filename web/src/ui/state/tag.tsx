import { clsx } from "clsx"
import type { JSX } from "solid-js"

/** A small label: a plan, "Operator", a count. */
export const Tag = (props: { tone?: "plain" | "sea" | undefined; class?: string; children: JSX.Element }) => (
  <span
    class={clsx(
      "inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-tag px-[7px] font-medium text-micro tabular-nums",
      props.tone === "sea" ? "bg-sea-wash text-sea-text" : "bg-tag text-ink-2",
      props.class,
    )}
  >
    {props.children}
  </span>
)
