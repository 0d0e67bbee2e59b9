import { clsx } from "clsx"
import Search from "lucide-solid/icons/search"
import { Show } from "solid-js"
import { Icon } from "~/ui/picture/icon"
import { afterFrame } from "./after-frame"

/** A search field. The key `/` focuses the first one of the page (by `data-find`). */
export function SearchField(props: {
  /** For screen readers; also the placeholder unless `placeholder` is set. */
  label: string
  value: string
  onInput: (value: string) => void
  placeholder?: string | undefined
  /** Shows the `/` key in the field; off for a second field of a page. */
  hotkey?: boolean | undefined
  class?: string | undefined
}) {
  const later = afterFrame()
  return (
    <label
      class={clsx(
        "flex h-9 min-w-0 items-center gap-2 rounded-control border border-line-strong bg-surface px-2.5 text-control text-ink-3 max-sm:h-[46px] max-sm:text-[16px]",
        "focus-within:outline-2 focus-within:outline-focus focus-within:outline-offset-[-1px]",
        props.class,
      )}
    >
      <Icon of={Search} size={16} />
      <input
        type="search"
        data-find
        aria-label={props.label}
        placeholder={props.placeholder ?? props.label}
        value={props.value}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => later(() => props.onInput(currentTarget.value))}
        class="peer h-full min-w-0 flex-1 bg-transparent text-ink outline-none placeholder:text-ink-3"
      />
      <Show when={props.hotkey !== false}>
        <Key class="max-sm:hidden peer-focus:invisible">/</Key>
      </Show>
    </label>
  )
}

/** A key of the keyboard, as on its cap. */
export const Key = (props: { children: string; class?: string }) => (
  <kbd
    class={clsx(
      "whitespace-nowrap rounded-[4px] border border-line bg-paper px-[5px] font-medium font-sans text-[11px] text-ink-3 leading-4",
      props.class,
    )}
  >
    {props.children}
  </kbd>
)
