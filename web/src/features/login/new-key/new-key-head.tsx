import ArrowLeft from "lucide-solid/icons/arrow-left"
import { type JSX, onMount, Show } from "solid-js"
import { text } from "~/features/login/words/en/login"
import { Button } from "~/ui/form/button"
import { Scale } from "~/ui/state/scale"

const STEPS = 3

/** The head of a step: back link, progress, heading, reason. */
export function NewKeyHead(props: {
  step: number
  heading: string
  lead: JSX.Element
  back?: () => void
  quiet?: boolean
}) {
  let heading!: HTMLHeadingElement
  onMount(() => {
    if (!props.quiet) heading.focus({ preventScroll: true })
  })
  return (
    <>
      <div class="mb-2.5 flex min-h-[30px] items-center justify-between text-small">
        <Show when={props.back} fallback={<span />}>
          <Button kind="quiet" size="small" icon={ArrowLeft} class="-ml-2.5" onClick={() => props.back?.()}>
            {text.back}
          </Button>
        </Show>
        <span class="text-ink-3">{text.make.step(props.step, STEPS)}</span>
      </div>
      <Scale value={props.step} max={STEPS} tone="sea" label={text.make.step(props.step, STEPS)} />
      <h1 ref={heading} tabindex="-1" class="mt-6 text-h1">
        {props.heading}
      </h1>
      <p class="mt-2 text-ink-2">{props.lead}</p>
    </>
  )
}
