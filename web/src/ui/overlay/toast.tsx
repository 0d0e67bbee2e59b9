import Check from "lucide-solid/icons/check"
import CircleAlert from "lucide-solid/icons/circle-alert"
import Info from "lucide-solid/icons/info"
import X from "lucide-solid/icons/x"
import { createEffect, createSignal, For, onCleanup, onMount, Show } from "solid-js"
import { text } from "~/i18n/en/ui"
import { Button, IconButton } from "~/ui/form/button"
import { Icon } from "~/ui/picture/icon"
import { topLayer } from "./top-layer"

export type ToastTone = "ok" | "plain" | "bad"
export type Toast = {
  tone: ToastTone
  text: string
  action?: { label: string; onSelect: () => void } | undefined
}

/** At most so many are shown; the oldest one makes room. */
const TOASTS_MAX = 4
const SHOWN_MS = 4_500
const SHOWN_WITH_ACTION_MS = 10_000

type Shown = Toast & { id: number }

const [shown, setShown] = createSignal<readonly Shown[]>([])
let lastId = 0

/**
 * Reports the result of an action in one sentence. Success disappears automatically, later if it offers an action; an
 * error stays until it is dismissed. Returns a function that removes it.
 */
export function toast(toast: Toast): () => void {
  const id = ++lastId
  setShown((before) => [...before, { ...toast, id }].slice(-TOASTS_MAX))
  return () => dismiss(id)
}

const dismiss = (id: number) => setShown((before) => before.filter((one) => one.id !== id))

/** The place of toasts, always in the document so that screen readers announce them; once a page, in the shell. */
export function Toasts() {
  let region!: HTMLElement
  // Moves above an open dialog: the last element of the browser's top layer is in front.
  createEffect(() => {
    if (shown().length === 0 || !region.showPopover) return
    if (region.matches(":popover-open")) region.hidePopover()
    region.showPopover()
  })
  return (
    <section
      ref={region}
      popover={topLayer()}
      aria-label={text.notifications}
      aria-live="polite"
      aria-relevant="additions text"
      class="pointer-events-none fixed inset-auto right-6 bottom-6 m-0 block w-[400px] max-w-[calc(100vw-32px)] overflow-visible bg-transparent max-sm:inset-x-4 max-sm:bottom-[calc(16px+env(safe-area-inset-bottom))] max-sm:w-auto"
    >
      <ol class="grid gap-2">
        <For each={shown()}>{(one) => <Line toast={one} />}</For>
      </ol>
    </section>
  )
}

const ICONS = { ok: Check, plain: Info, bad: CircleAlert }

function Line(props: { toast: Shown }) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const leave = () => dismiss(props.toast.id)
  const hold = () => clearTimeout(timer)
  const resume = () => {
    hold()
    if (props.toast.tone === "bad") return
    timer = setTimeout(leave, props.toast.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS)
  }
  onMount(resume)
  onCleanup(hold)
  return (
    <li
      onMouseEnter={hold}
      onMouseLeave={resume}
      onFocusIn={hold}
      onFocusOut={resume}
      onKeyDown={(event) => event.key === "Escape" && leave()}
      class="pointer-events-auto flex animate-rise items-center gap-3 rounded-[10px] border border-line bg-raised py-2.5 pr-2.5 pl-4 text-control text-ink shadow-float"
    >
      <Icon of={ICONS[props.toast.tone]} class={props.toast.tone === "bad" ? "text-bad" : ""} />
      <span class="min-w-0 flex-1 break-words">{props.toast.text}</span>
      <Show when={props.toast.action}>
        {(action) => (
          <Button
            size="small"
            onClick={() => {
              leave()
              action().onSelect()
            }}
          >
            {action().label}
          </Button>
        )}
      </Show>
      <IconButton kind="quiet" size="small" icon={X} label={text.dismiss} onClick={leave} />
    </li>
  )
}
