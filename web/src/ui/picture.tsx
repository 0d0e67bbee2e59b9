import { createEffect, createSignal, type JSX, on, onCleanup, Show } from "solid-js"
import { usePicture } from "~/api/images"

/** Pictures that came with the text and need no fetching. As an `<img>` even a drawing in them runs no script. */
const INLINE = /^data:image\//

/**
 * A picture of others. It comes through our own server, so that nobody learns who looks at it; until it is there, and
 * where there is none, `fallback` stands in its box.
 */
export function Picture(props: { url: string | undefined; fallback: JSX.Element; class?: string; alt?: string }) {
  const inline = () => (props.url && INLINE.test(props.url) ? props.url : undefined)
  const fetched = usePicture(() => (inline() ? undefined : props.url))
  const [blob, setBlob] = createSignal<string>()
  const [broken, setBroken] = createSignal(false)
  createEffect(
    on(
      () => (fetched.isSuccess ? fetched.data : undefined),
      (data) => {
        const url = data ? URL.createObjectURL(data) : undefined
        setBlob(url)
        onCleanup(() => url && URL.revokeObjectURL(url))
      },
    ),
  )
  createEffect(on([() => props.url, blob], () => setBroken(false)))
  return (
    <Show when={!broken() && (inline() ?? blob())} fallback={props.fallback}>
      {(source) => (
        <img
          src={source()}
          alt={props.alt ?? ""}
          decoding="async"
          class={props.class ?? "size-full object-cover"}
          onError={() => setBroken(true)}
        />
      )}
    </Show>
  )
}
