import { createEffect, createSignal, type JSX, on, onCleanup, Show } from "solid-js"
import { isFetched, usePicture } from "~/api/images"

/** Pictures that came with the text and need no fetching. As an `<img>` even a drawing in them runs no script. */
const INLINE = /^data:image\//

type PictureProps = { url: string | undefined; fallback: JSX.Element; class?: string; alt?: string }

/**
 * A picture of another server, loaded through this server, so that the other one does not learn who looks. Until it is
 * loaded, and if there is none, `fallback` is in its box.
 */
export function Picture(props: PictureProps) {
  const inline = () => (props.url && INLINE.test(props.url) ? props.url : undefined)
  return (
    <Show when={isFetched(props.url)} fallback={<Shown {...props} source={inline()} />}>
      <Fetched {...props} />
    </Show>
  )
}

function Fetched(props: PictureProps) {
  const fetched = usePicture(() => props.url)
  const [blob, setBlob] = createSignal<string>()
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
  return <Shown {...props} source={blob()} />
}

function Shown(props: PictureProps & { source: string | undefined }) {
  const [broken, setBroken] = createSignal<string>()
  return (
    <Show when={props.source !== broken() && props.source} fallback={props.fallback}>
      {(source) => (
        <img
          src={source()}
          alt={props.alt ?? ""}
          decoding="async"
          class={props.class ?? "size-full object-cover"}
          onError={() => setBroken(source())}
        />
      )}
    </Show>
  )
}
