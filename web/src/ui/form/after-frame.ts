import { onCleanup } from "solid-js"

/**
 * Runs the consequence of a key or click after the browser has shown its direct effect: a letter appears before a list
 * is searched for it. A later call replaces a pending one, and unmounting cancels it.
 */
export function afterFrame(): (then: () => void) => void {
  let due: (() => void) | undefined
  onCleanup(() => {
    due = undefined
  })
  const go = () => {
    const then = due
    due = undefined
    then?.()
  }
  return (then) => {
    if (due === undefined) requestAnimationFrame(() => setTimeout(go))
    due = then
  }
}
