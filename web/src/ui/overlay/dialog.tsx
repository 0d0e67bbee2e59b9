import { clsx } from "clsx"
import X from "lucide-solid/icons/x"
import { createEffect, createMemo, createSignal, createUniqueId, type JSX, on, onCleanup, Show } from "solid-js"
import { Portal } from "solid-js/web"
import { text } from "~/i18n/en/ui"
import { IconButton } from "~/ui/form/button"

/** The first of these elements gets the focus. */
const FIRST = ["[data-autofocus]", "[data-body] :is(input, textarea, select, button, a[href]):not([disabled])"]

type DialogProps = {
  open: boolean
  onClose: () => void
  title: JSX.Element
  /** 720 px instead of 480. */
  wide?: boolean | undefined
  /** Good news: a drawing above the title, both large and in the middle. */
  mark?: JSX.Element | undefined
  /** The bar of buttons at the foot. */
  footer?: JSX.Element | undefined
  busy?: boolean | undefined
  /** No ✕ beside the title, where the foot bar has a way out. */
  bare?: boolean | undefined
  children?: JSX.Element
}

/**
 * A dialog over the page, on phones a sheet from below, based on the browser's own element: the page behind is inert,
 * Esc closes. The focus goes to `[data-autofocus]`, else to the first control, else to the title, and returns to the
 * opener. While `busy` it cannot be closed. Its content exists only while it is open. It is outside the page's
 * component tree, because a page that waits for data is removed from the document for a moment, and the dialog would
 * lose its place in front.
 */
export const Dialog = (props: DialogProps) => (
  <Portal>
    <Panel {...props} />
  </Portal>
)

function Panel(props: DialogProps) {
  const id = createUniqueId()
  /** The content stays while the dialog closes with its motion. */
  const [lingers, setLingers] = createSignal(false)
  let dialog!: HTMLDialogElement
  let title: HTMLHeadingElement | undefined
  let opener: Element | null = null

  const show = () => {
    if (dialog.open) return
    opener = document.activeElement
    setLingers(true)
    dialog.showModal()
    focusFirst()
  }
  const focusFirst = () => {
    const found = FIRST.map((one) => dialog.querySelector<HTMLElement>(one)).find((one) => one !== null)
    const first = found ?? title
    first?.focus()
  }
  /** The focused element may be gone after the dialog's content changes. */
  const refocus = () => {
    const at = document.activeElement
    if (dialog.open && (at === title || !dialog.contains(at))) focusFirst()
  }
  const hide = () => {
    if (dialog.open) dialog.close()
    const leaving = dialog.getAnimations?.().map((motion) => motion.finished) ?? []
    Promise.allSettled(leaving).then(() => props.open || setLingers(false))
    const at = document.activeElement
    if (opener instanceof HTMLElement && opener !== document.body && opener.isConnected) opener.focus()
    // It was opened by an address, or its opener is gone.
    else if (at === document.body || dialog.contains(at))
      document.getElementById("main")?.focus({ preventScroll: true })
    opener = null
  }
  const ask = () => {
    if (!props.busy) props.onClose()
  }
  createEffect(
    on(
      () => props.open,
      (open) => (open ? show() : hide()),
    ),
  )
  createEffect(
    on(
      () => props.title,
      () => queueMicrotask(refocus),
      { defer: true },
    ),
  )
  onCleanup(() => dialog.open && hide())

  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        ask()
      }}
      onClose={() => props.open && props.onClose()}
      onMouseDown={(event) => {
        if (event.target !== dialog) return
        // Otherwise the press would focus the page, after the opener got the focus.
        event.preventDefault()
        ask()
      }}
      class={clsx(
        "dialog-motion m-auto max-h-[94dvh] w-full overflow-hidden bg-raised text-ink shadow-dialog open:flex",
        "sm:max-w-[calc(100vw-48px)] sm:rounded-dialog",
        "max-sm:mb-0 max-sm:max-w-none max-sm:rounded-t-[16px]",
        props.wide ? "sm:w-[720px]" : "sm:w-[480px]",
      )}
    >
      <Show when={props.open || lingers()}>
        <div class="flex min-h-0 w-full flex-col">
          <div
            class={clsx(
              "flex gap-4 px-5 sm:px-6",
              props.mark ? "flex-col items-center pt-9" : "items-start justify-between pt-5 sm:pt-6",
            )}
          >
            {props.mark}
            <h2 id={id} ref={title} tabindex="-1" class={clsx("min-w-0", props.mark ? "text-h1" : "text-h2")}>
              {props.title}
            </h2>
            <Show when={!props.bare}>
              <span class="-my-1 -mr-1.5 shrink-0">
                <IconButton kind="quiet" size="small" icon={X} label={text.close} onClick={ask} />
              </span>
            </Show>
          </div>
          <div data-body class="min-h-0 overflow-y-auto px-5 pt-2 pb-5 sm:px-6">
            {props.children}
          </div>
          <Show when={props.footer}>
            <div class="flex flex-wrap justify-end gap-3 border-line border-t bg-foot px-5 pt-3.5 pb-[calc(14px+env(safe-area-inset-bottom))] max-sm:*:flex-1 sm:px-6">
              {props.footer}
            </div>
          </Show>
        </div>
      </Show>
    </dialog>
  )
}

/** Mounts `children` when `open` first becomes true. They stay mounted, so that a dialog can close with its motion. */
export function MountOnOpen(props: { open: boolean; children: JSX.Element }) {
  const wasOpened = createMemo<boolean>((before) => before || props.open, false)
  return <Show when={wasOpened()}>{props.children}</Show>
}
