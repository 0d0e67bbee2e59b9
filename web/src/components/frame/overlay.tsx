import { type JSX, onCleanup, onMount } from "solid-js"

/**
 * A plain modal panel of the browser. Focus stays inside, Esc and a click beside it close it, and the focus returns to
 * the opener. Small enough for the frame; pages use the dialog of `ui`.
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
    // Removed without being closed: the browser would not return the focus.
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
  })
  return (
    <dialog ref={dialog} aria-label={props.label} class={props.class} onClose={() => props.onClose()}>
      {props.children}
    </dialog>
  )
}
