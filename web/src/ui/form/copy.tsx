import { clsx } from "clsx"
import Check from "lucide-solid/icons/check"
import Copy from "lucide-solid/icons/copy"
import { createSignal, onCleanup, Show } from "solid-js"
import { text } from "~/i18n/en/ui"
import type { IconShape } from "~/ui/picture/icon"
import { Button, type ButtonKind, type ButtonSize, IconButton } from "./button"

const COPIED_MS = 1_500
/** How many of the last characters stay when the middle is left out: enough to tell two values apart. */
const TAIL = 10

/** Copies a value to the clipboard, and shows the result for a moment. */
function useCopy(props: { value: string; select?: (() => void) | undefined }) {
  const [state, setState] = createSignal<"rest" | "copied" | "byHand">("rest")
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const say = (next: "copied" | "byHand") => {
    setState(next)
    clearTimeout(timer)
    timer = setTimeout(() => setState("rest"), next === "copied" ? COPIED_MS : 3 * COPIED_MS)
  }
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.value)
      say("copied")
    } catch {
      props.select?.()
      say("byHand")
    }
  }
  return { state, copy }
}

const byHand = () => text.copyByHand(navigator.platform.startsWith("Mac"))

/**
 * Copies a value and confirms in place. If the page may not (plain http), `select` selects the value and the button
 * names the keys to press.
 */
export function CopyButton(props: {
  value: string
  /** The copied value's name, for screen readers. */
  label: string
  /** Another word than "Copy". */
  word?: string | undefined
  kind?: ButtonKind | undefined
  size?: ButtonSize | undefined
  /** Another drawing than the two sheets. */
  icon?: IconShape | undefined
  class?: string | undefined
  select?: (() => void) | undefined
}) {
  const { state, copy } = useCopy(props)
  const word = () => props.word ?? text.copy
  return (
    <Button
      kind={props.kind ?? "quiet"}
      size={props.size ?? "small"}
      icon={state() === "copied" ? Check : (props.icon ?? Copy)}
      class={clsx(state() === "copied" && props.kind !== "primary" && "text-ok!", props.class)}
      aria-label={state() === "rest" ? `${word()}: ${props.label}` : undefined}
      onClick={copy}
    >
      <span aria-live="polite">{state() === "copied" ? text.copied : state() === "byHand" ? byHand() : word()}</span>
    </Button>
  )
}

/** The copy button without a word, for narrow places: the icon confirms, and screen readers announce it. */
export function CopyIcon(props: { value: string; label: string; select?: (() => void) | undefined }) {
  const { state, copy } = useCopy(props)
  return (
    <span class="relative inline-flex">
      <IconButton
        kind="quiet"
        size="small"
        icon={state() === "copied" ? Check : Copy}
        class={state() === "copied" ? "text-ok!" : undefined}
        label={state() === "byHand" ? byHand() : props.label}
        onClick={copy}
      />
      <span class="sr-only" aria-live="polite">
        {state() === "copied" ? text.copied : ""}
      </span>
    </span>
  )
}

/** A value in a box with a copy button. A long value is shortened at the end or in the middle. */
export function CopyLine(props: {
  value: string
  label: string
  mono?: boolean | undefined
  truncate?: "end" | "middle" | undefined
  class?: string | undefined
}) {
  let value!: HTMLSpanElement
  const cut = () => (props.truncate === "middle" ? Math.max(0, props.value.length - TAIL) : props.value.length)
  return (
    <div
      class={clsx(
        "flex min-w-0 items-center gap-1 rounded-control border border-line bg-sunken py-[3px] pr-[3px] pl-3",
        props.class,
      )}
    >
      <span ref={value} title={props.value} class="flex min-w-0 flex-1 whitespace-pre text-control" translate="no">
        <span class={clsx("truncate", props.mono && "mono")}>{props.value.slice(0, cut())}</span>
        <Show when={cut() < props.value.length}>
          <span class={clsx(props.mono && "mono")}>{props.value.slice(cut())}</span>
        </Show>
      </span>
      <CopyButton
        value={props.value}
        label={props.label}
        select={() => globalThis.getSelection()?.selectAllChildren(value)}
      />
    </div>
  )
}
