import { Dynamic } from "solid-js/web"
import type { IconShape } from "./drawing"

export type { IconShape }

/** An icon with the line weight of the look. It says nothing by itself: a word stands beside it, or the control has a label. */
export const Icon = (props: { of: IconShape; size?: number; bold?: boolean; class?: string }) => (
  <Dynamic
    component={props.of}
    size={props.size ?? 17}
    stroke-width={props.bold ? 2.5 : 1.75}
    aria-hidden="true"
    class={`shrink-0 ${props.class ?? ""}`}
  />
)
