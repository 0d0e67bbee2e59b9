import { type Component, For } from "solid-js"
import { Dynamic } from "solid-js/web"

/** A drawing from lucide-solid/icons, or one that takes the same attributes. */
export type IconShape = Component<{ size?: number; "stroke-width"?: number; "aria-hidden"?: "true"; class?: string }>

/** The shapes of an icon, on a ground of 24 by 24: an SVG element's name and attributes for each. */
type Strokes = readonly (readonly [string, Record<string, string>])[]

/**
 * Draws the icons of lucide-solid, whose own drawer weighs more than ten of them and makes three memos for each: it takes
 * colours, a context and other things that nobody sets here. The build puts this in its place (`icons.ts`).
 */
export const drawing =
  (strokes: Strokes): IconShape =>
  (props) => (
    <svg
      width={props.size ?? 24}
      height={props.size ?? 24}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={props["stroke-width"] ?? 2}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      class={props.class}
    >
      <For each={strokes}>{([name, attributes]) => <Dynamic component={name} {...attributes} />}</For>
    </svg>
  )
