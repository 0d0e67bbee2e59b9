import { clsx } from "clsx"
import { createUniqueId, type JSX, Show } from "solid-js"

/**
 * On or off, with immediate effect. The label is at the left with its effect under it. For a feature outside the plan,
 * `locked` shows a link to the plans instead of the switch.
 */
export function Switch(props: {
  label: JSX.Element
  help?: JSX.Element | undefined
  checked: boolean
  onChange: (checked: boolean) => void
  locked?: { label: string; href: string } | undefined
  /** A further line under the help: a warning, or why the switch cannot be moved. */
  note?: JSX.Element | undefined
  disabled?: boolean | undefined
  busy?: boolean | undefined
  name?: string | undefined
}) {
  const id = createUniqueId()
  const turn = () => {
    if (!(props.disabled || props.busy)) props.onChange(!props.checked)
  }
  return (
    <div class="flex items-center justify-between gap-6 py-[13px] max-sm:gap-4">
      <div class="min-w-0">
        <label id={`${id}-label`} for={id} class="font-label">
          {props.label}
        </label>
        <Show when={props.help || props.note}>
          <div id={`${id}-help`} class="text-ink-2 text-small">
            {props.help}
            <Show when={props.note}>
              <div class="text-sail-text">{props.note}</div>
            </Show>
          </div>
        </Show>
      </div>
      <Show
        when={props.locked}
        fallback={
          <button
            id={id}
            type="button"
            role="switch"
            data-name={props.name}
            aria-checked={props.checked}
            aria-labelledby={`${id}-label`}
            aria-describedby={props.help || props.note ? `${id}-help` : undefined}
            aria-disabled={props.disabled ? "true" : undefined}
            aria-busy={props.busy ? "true" : undefined}
            onClick={turn}
            class={clsx(
              "touch relative h-5 w-9 shrink-0 rounded-full transition-colors duration-140",
              props.checked ? "bg-sea" : "bg-idle",
              props.disabled && "cursor-not-allowed opacity-50",
            )}
          >
            <span
              class={clsx(
                "absolute top-0.5 left-0.5 size-4 rounded-full transition-transform duration-140 ease-out",
                props.checked ? "translate-x-4 bg-on-sea" : "bg-white",
              )}
            />
          </button>
        }
      >
        {(locked) => (
          <a class="link shrink-0 whitespace-nowrap text-small" href={locked().href} aria-describedby={`${id}-label`}>
            {locked().label}
          </a>
        )}
      </Show>
    </div>
  )
}
