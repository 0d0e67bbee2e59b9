import type { JSX } from "solid-js"
import { RhumbLines } from "~/ui/picture/rhumb-lines"

/** A list before its first entry: the title is the thing to do, one sentence, one button. */
export const Empty = (props: { title: string; text: JSX.Element; action?: JSX.Element }) => (
  <div class="relative overflow-hidden rounded-card border border-line-strong border-dashed px-6 py-14 text-center">
    <RhumbLines at="empty" />
    <div class="relative mx-auto max-w-md">
      <h2 class="text-h2">{props.title}</h2>
      <p class="mt-1 text-ink-2">{props.text}</p>
      <div class="mt-[18px] flex justify-center gap-3">{props.action}</div>
    </div>
  </div>
)
