import { createSignal, onCleanup } from "solid-js"

/** Whether a media query holds, for the few things that styles cannot do. Where nobody can say, it holds. */
export function createMedia(query: string): () => boolean {
  const list = globalThis.matchMedia?.(query)
  const [holds, setHolds] = createSignal(list?.matches ?? true)
  if (list) {
    const follow = () => setHolds(list.matches)
    list.addEventListener("change", follow)
    onCleanup(() => list.removeEventListener("change", follow))
  }
  return holds
}
