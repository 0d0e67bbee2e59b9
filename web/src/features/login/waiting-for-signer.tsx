import ArrowUpRight from "lucide-solid/icons/arrow-up-right"
import { createSignal, For, onCleanup, Show } from "solid-js"
import { approval } from "~/auth/approval"
import { text } from "~/features/login/words/en/waiting"
import { Button, LinkButton } from "~/ui/form/button"
import { Spinner } from "~/ui/state/spinner"

/** After this long without an answer, the page shows what to check. */
const CHECK_AFTER_MS = 20_000

/** A wait with a way to cancel; after 20 s what to check; and the signer's own page if required. */
export function Waiting(props: { text: string; checks: readonly string[]; onCancel?: (() => void) | undefined }) {
  const [long, setLong] = createSignal(false)
  const timer = setTimeout(() => setLong(true), CHECK_AFTER_MS)
  onCleanup(() => clearTimeout(timer))
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div class="flex min-h-11 items-center gap-3 rounded-note bg-sunken px-4 py-2 text-control">
        <Spinner />
        <p role="status" class="min-w-0 flex-1">
          {props.text}
        </p>
        <Show when={props.onCancel}>
          <Button size="small" onClick={() => props.onCancel?.()}>
            {text.cancel}
          </Button>
        </Show>
      </div>
      <ApprovalPage />
      <div role="status" class="empty:-mt-3">
        <Show when={long()}>
          <div class="rounded-note border border-line px-4 py-3 text-control text-ink-2">
            <p class="font-label text-ink">{text.checkHeading}</p>
            <ul class="mt-1 list-disc space-y-1 pl-5">
              <For each={props.checks}>{(check) => <li>{check}</li>}</For>
            </ul>
          </div>
        </Show>
      </div>
    </div>
  )
}

/** A button for the signer's approval page, because a page may not open it automatically. */
export function ApprovalPage() {
  return (
    <Show when={approval()?.page}>
      {(page) => (
        <div role="status" class="grid gap-3 rounded-note bg-sea-wash px-4 py-3.5 text-control text-ink-2">
          <p>
            <b class="font-semibold text-ink">{text.approve.text}</b> {text.approve.opened}
          </p>
          <LinkButton kind="primary" icon={ArrowUpRight} href={page()} target="_blank" rel="noopener noreferrer">
            {text.approve.open}
          </LinkButton>
        </div>
      )}
    </Show>
  )
}
