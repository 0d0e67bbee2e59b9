import { clsx } from "clsx"
import { createUniqueId, type JSX, Show, splitProps } from "solid-js"
import { Message } from "~/ui/state/message"

type Choice = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "type" | "onChange" | "class"> & {
  label: JSX.Element
  help?: JSX.Element | undefined
  error?: JSX.Element | undefined
  onChange: (checked: boolean) => void
  class?: string | undefined
}

const BOX =
  "peer size-[18px] shrink-0 appearance-none border-[1.5px] border-line-strong bg-surface transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-50"

/** A box to tick: something is agreed to, or one of several is chosen. */
export const Checkbox = (props: Choice) => (
  <Line {...props} kind="checkbox" shape="rounded-[4px] checked:border-sea checked:bg-sea" />
)

/** One of several; those with the same `name` belong together. */
export const Radio = (props: Choice) => (
  <Line {...props} kind="radio" shape="rounded-full checked:border-[5.5px] checked:border-sea" />
)

function Line(props: Choice & { kind: "checkbox" | "radio"; shape: string }) {
  const [own, rest] = splitProps(props, ["label", "help", "error", "onChange", "class", "kind", "shape"])
  const id = createUniqueId()
  return (
    <div class={clsx("grid gap-1", own.class)}>
      <label class="flex cursor-pointer items-start gap-2.5 has-disabled:cursor-not-allowed max-sm:py-1.5">
        <span class="relative mt-[3px] grid">
          <input
            {...rest}
            type={own.kind}
            aria-describedby={own.help || own.error ? `${id}-note` : undefined}
            aria-invalid={own.error ? "true" : undefined}
            onChange={(event) => own.onChange(event.currentTarget.checked)}
            class={`${BOX} ${own.shape}`}
          />
          <Show when={own.kind === "checkbox"}>
            <svg
              viewBox="0 0 18 18"
              aria-hidden="true"
              class="pointer-events-none absolute inset-0 size-[18px] fill-none stroke-2 stroke-on-sea opacity-0 peer-checked:opacity-100"
            >
              <path d="m4.5 9.5 3 3 6-6.5" stroke-linecap="round" stroke-linejoin="round" />
            </svg>
          </Show>
        </span>
        <span class="min-w-0">{own.label}</span>
      </label>
      <div class="pl-7">
        <Message id={`${id}-note`} help={own.help} error={own.error} />
      </div>
    </div>
  )
}
