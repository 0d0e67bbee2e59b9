import type { Component } from "solid-js"
import { Dynamic } from "solid-js/web"

/** A drawing from lucide-solid/icons, or one that takes the same attributes. */
export type IconShape = Component<{ size?: number; "stroke-width"?: number; "aria-hidden"?: "true"; class?: string }>

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
