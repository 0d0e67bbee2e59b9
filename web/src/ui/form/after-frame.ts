import { onCleanup } from "solid-js"

/**
 * Does what follows from a key or a click once the browser has shown what it changes by itself: a letter stands in its field
 * before a list is searched for it. What was still to be done is replaced by what comes after it, and forgotten with the component.
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
