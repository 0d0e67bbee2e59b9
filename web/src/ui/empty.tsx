import type { JSX } from "solid-js"
import { text } from "~/i18n/en/ui"
import { Button } from "./button"
import { RhumbLines } from "./rhumb-lines"

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

/** A search or filter that finds nothing: says so in the list's own frame and takes the filters away. */
export const NoMatches = (props: { text: string; onClear: () => void }) => (
  <div role="status" class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-8 text-ink-2 sm:px-6">
    <p class="min-w-0 break-words">{props.text}</p>
    <Button size="small" onClick={() => props.onClear()}>
      {text.clearFilters}
    </Button>
  </div>
)
