import { type JSX, onCleanup, onMount } from "solid-js"

/**
 * A bare modal panel of the browser's own: focus stays in it, Esc and a click beside it close it, the focus goes back to whoever
 * opened it. Light enough for the frame; pages use the dialog of `ui`.
 */
export function Overlay(props: { label: string; class: string; onClose: () => void; children: JSX.Element }) {
  let dialog: HTMLDialogElement | undefined
  const opener = document.activeElement
  const beside = (event: MouseEvent) => {
    if (event.target === dialog) dialog?.close()
  }
  onMount(() => {
    dialog?.addEventListener("click", beside)
    dialog?.showModal()
  })
  onCleanup(() => {
    if (!dialog?.open) return
    // Taken away without having been closed: the browser would not give the focus back.
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
  })
  return (
    <dialog ref={dialog} aria-label={props.label} class={props.class} onClose={() => props.onClose()}>
      {props.children}
    </dialog>
  )
}
