import ChevronDown from "lucide-solid/icons/chevron-down"
import { createUniqueId, For, type JSX } from "solid-js"
import { Icon } from "~/ui/picture/icon"
import { boxClass, described, Frame } from "./field"

export type Option = { value: string; label: string }

/** One of a few, in the look of a field. The list is the system's own, which every phone and screen reader knows. */
export function Select(props: {
  label: JSX.Element
  value: string
  options: readonly Option[]
  onChange: (value: string) => void
  help?: JSX.Element | undefined
  error?: JSX.Element | undefined
  optional?: boolean | undefined
  labelHidden?: boolean | undefined
  name?: string | undefined
  class?: string | undefined
}) {
  const id = createUniqueId()
  return (
    <Frame {...props} id={id}>
      <div class={`${boxClass(Boolean(props.error))} relative h-10 max-sm:h-[46px]`}>
        <select
          id={id}
          name={props.name}
          {...described(props, () => id)}
          value={props.value}
          onChange={(event) => props.onChange(event.currentTarget.value)}
          class="size-full appearance-none truncate bg-transparent pr-9 pl-3 outline-none [&_option]:bg-raised"
        >
          <For each={props.options}>
            {(option) => (
              <option value={option.value} selected={option.value === props.value}>
                {option.label}
              </option>
            )}
          </For>
        </select>
        <Icon of={ChevronDown} size={15} class="pointer-events-none absolute right-3 text-ink-3" />
      </div>
    </Frame>
  )
}
