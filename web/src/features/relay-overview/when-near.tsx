import { createSignal, type JSX, onCleanup, onMount, Show, Suspense } from "solid-js"
import { Skeleton } from "~/ui/state/skeleton"

/** Renders a part of a page, and so loads its code and data, when a person scrolls to it. Until then its room is kept. */
export function WhenNear(props: { id?: string; room: string; children: JSX.Element }) {
  const [isNear, setNear] = createSignal(false)
  let place: HTMLDivElement | undefined
  onMount(() => {
    if (typeof IntersectionObserver === "undefined") {
      setNear(true)
      return
    }
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        observer.disconnect()
        setNear(true)
      }
    })
    if (place) observer.observe(place)
    onCleanup(() => observer.disconnect())
  })
  return (
    <div id={props.id} ref={place}>
      <Show when={isNear()} fallback={<Skeleton class={props.room} />}>
        <Suspense fallback={<Skeleton class={props.room} />}>{props.children}</Suspense>
      </Show>
    </div>
  )
}
