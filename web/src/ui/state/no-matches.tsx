import { text } from "~/i18n/en/ui"
import { Button } from "~/ui/form/button"

/** Shown when a search or filter finds nothing, with a button to clear the filters. */
export const NoMatches = (props: { text: string; onClear: () => void }) => (
  <div role="status" class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-8 text-ink-2 sm:px-6">
    <p class="min-w-0 break-words">{props.text}</p>
    <Button size="small" onClick={() => props.onClear()}>
      {text.clearFilters}
    </Button>
  </div>
)
