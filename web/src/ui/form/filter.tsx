import ChevronDown from "lucide-solid/icons/chevron-down"
import { For, Show } from "solid-js"
import { Icon } from "~/ui/picture/icon"
import type { Option } from "./select"

/** A filter of a list: its name and value. Opens the system's own list. */
export function FilterPill(props: {
  label: string
  value: string
  options: readonly Option[]
  onChange: (value: string) => void
  /** The value alone is clear enough, such as an order. */
  labelHidden?: boolean | undefined
}) {
  const chosen = () => props.options.find((option) => option.value === props.value)?.label ?? props.value
  return (
    <span class="relative inline-flex h-9 shrink-0 items-center gap-1.5 rounded-control border border-edge bg-surface pr-2.5 pl-3 text-control text-ink-2 transition-colors duration-100 focus-within:outline-2 focus-within:outline-focus focus-within:outline-offset-2 hover:bg-hover max-sm:h-[46px] max-sm:text-[16px]">
      <Show when={!props.labelHidden}>
        <span aria-hidden="true">{props.label}</span>
      </Show>
      <b aria-hidden="true" class="font-label text-ink">
        {chosen()}
      </b>
      <Icon of={ChevronDown} size={15} class="text-ink-3" />
      <select
        aria-label={props.label}
        class="absolute inset-0 size-full cursor-pointer appearance-none opacity-0 [&_option]:bg-raised [&_option]:text-ink"
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        <For each={props.options}>
          {(option) => (
            <option value={option.value} selected={option.value === props.value}>
              {option.label}
            </option>
          )}
        </For>
      </select>
    </span>
  )
}
