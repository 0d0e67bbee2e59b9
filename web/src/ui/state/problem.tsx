import { Show } from "solid-js"
import { text } from "~/i18n/en/ui"
import { Button } from "~/ui/form/button"
import { Note } from "./note"

/** The sentence of an error: the server's own where it gave one. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error && error.message ? error.message : text.somethingElse
}

/** Something could not be read or done: the sentence for it, and a way to try again. */
export const ProblemNote = (props: { error: unknown; onRetry?: (() => void) | undefined; class?: string }) => (
  <Note
    tone="bad"
    role="alert"
    class={props.class}
    text={<span class="text-ink">{sentenceOf(props.error)}</span>}
    action={
      <Show when={props.onRetry}>
        {(retry) => (
          <Button size="small" onClick={() => retry()()}>
            {text.tryAgain}
          </Button>
        )}
      </Show>
    }
  />
)
