import ArrowLeft from "lucide-solid/icons/arrow-left"
import { type JSX, onMount, Show } from "solid-js"
import type { Signer } from "~/auth/signer"
import { text } from "~/features/login/words/en/login"
import { Button } from "~/ui/form/button"
import { Note } from "~/ui/state/note"

/** The properties of each way to sign in. */
export type WayProps = {
  /** Signs in with this signer and returns to the earlier page; throws errors. */
  enter: (signer: Signer, signal?: AbortSignal) => Promise<void>
  /** Back to the list of ways. */
  back: () => void
  /** To another way, as if chosen in the list. */
  go: (way: string) => void
}

/** The frame of one way: back link, heading, one sentence, content. Screen readers start at the heading. */
export function Way(props: {
  heading: string
  lead?: JSX.Element
  back?: (() => void) | undefined
  error?: string | undefined
  /** A field takes the focus instead of the heading. */
  quiet?: boolean | undefined
  children?: JSX.Element
}) {
  let heading!: HTMLHeadingElement
  onMount(() => {
    if (!props.quiet) heading.focus({ preventScroll: true })
  })
  return (
    <>
      <Show when={props.back}>
        <Button
          kind="quiet"
          size="small"
          icon={ArrowLeft}
          class="-ml-2.5 mb-3 self-start"
          onClick={() => props.back?.()}
        >
          {text.back}
        </Button>
      </Show>
      <h1 ref={heading} tabindex="-1" class="text-h1">
        {props.heading}
      </h1>
      <Show when={props.lead}>
        <p class="mt-2 text-ink-2">{props.lead}</p>
      </Show>
      <div class="mt-6 grid grid-cols-[minmax(0,1fr)] gap-4">
        <div role="alert" class="empty:hidden">
          <Show when={props.error}>{(error) => <Note tone="bad" text={error()} />}</Show>
        </div>
        {props.children}
      </div>
    </>
  )
}
