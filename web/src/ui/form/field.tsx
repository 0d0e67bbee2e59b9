import { clsx } from "clsx"
import { createUniqueId, type JSX, Show, splitProps } from "solid-js"
import { text } from "~/i18n/en/ui"
import { Message } from "~/ui/state/message"

/** The frame that all controls to write in share. */
export const boxClass = (bad: boolean) =>
  clsx(
    "flex w-full min-w-0 items-center rounded-control border bg-surface text-body text-ink max-sm:text-[16px]",
    "focus-within:outline-2 focus-within:outline-focus focus-within:outline-offset-[-1px]",
    bad ? "border-bad-dot shadow-[0_0_0_1px_var(--bad-dot)]" : "border-line-strong",
  )

type Around = {
  label: JSX.Element
  help?: JSX.Element | undefined
  /** In place of the help, with a tick: "That address is available." */
  good?: JSX.Element | undefined
  /** In place of the help; the field is marked wrong. */
  error?: JSX.Element | undefined
  optional?: boolean | undefined
  /** The label is for screen readers only. */
  labelHidden?: boolean | undefined
  class?: string | undefined
}

type FieldProps = Around &
  Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "class" | "prefix"> & {
    /** Inside the box, before and after what is written: a unit, `.example.com`. */
    prefix?: JSX.Element | undefined
    suffix?: JSX.Element | undefined
    mono?: boolean | undefined
  }

const AROUND = ["label", "help", "good", "error", "optional", "labelHidden", "class", "id"] as const

/** A line to write in, with its label above and help or error under it. Other properties go to the `<input>`. */
export function Field(props: FieldProps) {
  const [around, more, rest] = splitProps(props, AROUND, ["prefix", "suffix", "mono"])
  const unique = createUniqueId()
  const id = () => around.id ?? unique
  return (
    <Frame {...around} id={id()}>
      <div class={clsx(boxClass(Boolean(around.error)), "h-10 px-3 max-sm:h-[46px]")}>
        <Show when={more.prefix}>
          <span class="shrink-0 whitespace-nowrap text-ink-3">{more.prefix}</span>
        </Show>
        <input
          type="text"
          {...rest}
          id={id()}
          {...described(around, id)}
          class={clsx(
            "h-full w-full min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3 disabled:cursor-not-allowed disabled:opacity-50",
            more.mono && "mono",
          )}
        />
        <Show when={more.suffix}>
          <span class="min-w-0 max-w-[60%] shrink-0 truncate whitespace-nowrap pl-1 text-ink-3">{more.suffix}</span>
        </Show>
      </div>
    </Frame>
  )
}

/** Several lines to write in; grows with what is written where the browser can. */
export function TextArea(props: Around & Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, "class">) {
  const [around, rest] = splitProps(props, AROUND)
  const unique = createUniqueId()
  const id = () => around.id ?? unique
  return (
    <Frame {...around} id={id()}>
      <div class={boxClass(Boolean(around.error))}>
        <textarea
          rows={3}
          {...rest}
          id={id()}
          {...described(around, id)}
          class="field-sizing-content min-h-20 w-full min-w-0 resize-y bg-transparent px-3 py-[9px] leading-[22px] outline-none placeholder:text-ink-3"
        />
      </div>
    </Frame>
  )
}

/** Label above, message under, around any control with this id. */
export function Frame(props: Around & { id: string; children: JSX.Element }) {
  return (
    <div class={clsx("grid grid-cols-[minmax(0,1fr)] gap-1.5", props.class)}>
      <label for={props.id} class={props.labelHidden ? "sr-only" : "font-label text-control"}>
        {props.label}
        <Show when={props.optional}>
          <span class="font-normal text-ink-3"> {text.optional}</span>
        </Show>
      </label>
      {props.children}
      <Message id={`${props.id}-note`} help={props.help} good={props.good} error={props.error} />
    </div>
  )
}

/** Ties a control to its message, and says when it is wrong. */
export function described(around: Pick<Around, "help" | "good" | "error">, id: () => string) {
  return {
    get "aria-describedby"() {
      return around.error || around.good || around.help ? `${id()}-note` : undefined
    },
    get "aria-invalid"() {
      return around.error ? ("true" as const) : undefined
    },
  }
}
