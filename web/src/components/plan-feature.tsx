import Check from "lucide-solid/icons/check"
import Clock from "lucide-solid/icons/clock"
import Minus from "lucide-solid/icons/minus"
import type { FeatureState } from "~/domain/relay/host"
import { text } from "~/i18n/en/plans"
import { Icon } from "~/ui/picture/icon"

const SIGNS = { included: Check, notYet: Clock, notIncluded: Minus } as const

const wordOf = (props: { state: FeatureState; limit?: string | undefined }) =>
  props.state === "included" && props.limit ? props.limit : text.states[props.state]

/**
 * One feature of a plan as a word with a sign. All pages with plans use this cell. @param limit replaces the word of a
 * feature that is included
 */
export const PlanFeature = (props: { state: FeatureState; name?: string | undefined; limit?: string | undefined }) => (
  <span class="flex items-center gap-2" classList={{ "text-ink-2": props.state !== "included" }}>
    <Icon
      of={SIGNS[props.state]}
      size={16}
      bold={props.state === "included"}
      class={props.state === "included" ? "text-ok" : "text-ink-3"}
    />
    {props.name ? text.feature(props.name, wordOf(props)) : wordOf(props)}
  </span>
)
