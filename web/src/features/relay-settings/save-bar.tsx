import { type BeforeLeaveEventArgs, useBeforeLeave } from "@solidjs/router"
import { createEffect, createMemo, createSignal, onCleanup, Show } from "solid-js"
import type { SettingField } from "~/domain/relay/relay-settings"
import { text } from "~/features/relay-settings/words/en/relay-form"
import { afterFrame } from "~/ui/form/after-frame"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"

const words = text.save

/**
 * The bar between the first unsaved change and leaving the page, which names the changes. It appears one frame after a
 * change.
 */
export function SaveBar(props: {
  /** The id of the form to submit. */
  form: string
  changed: readonly SettingField[]
  busy: boolean
  onUndo: () => void
}) {
  const names = () => props.changed.map((field) => text.fields[field]).join(", ")
  const isDirty = createMemo(() => props.changed.length > 0)
  const [isUp, setUp] = createSignal(false)
  const later = afterFrame()
  const [leaving, setLeaving] = createSignal<BeforeLeaveEventArgs>()
  useBeforeLeave((event) => {
    if (!isDirty() || event.defaultPrevented || isSamePage(event)) return
    event.preventDefault()
    setLeaving(event)
  })
  createEffect(() => {
    if (!isDirty()) return setUp(false)
    later(() => setUp(isDirty()))
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener("beforeunload", ask)
    onCleanup(() => window.removeEventListener("beforeunload", ask))
  })
  return (
    <>
      <Show when={isDirty() && isUp()}>
        <section
          aria-label={words.region}
          class="sticky bottom-4 z-5 mt-2 flex animate-rise flex-wrap items-center gap-3 rounded-card border border-line bg-raised py-3 pr-3 pl-5 shadow-float max-sm:bottom-[calc(8px+env(safe-area-inset-bottom))]"
        >
          <p class="min-w-0 flex-1 basis-40 truncate" role="status" title={names()}>
            <b class="font-semibold">{words.changes(props.changed.length)}</b>{" "}
            <span class="text-ink-2 text-small">{names()}</span>
          </p>
          <span class="flex gap-3">
            <Button kind="quiet" disabled={props.busy} onClick={() => props.onUndo()}>
              {words.undo}
            </Button>
            <Button type="submit" form={props.form} kind="primary" busy={props.busy}>
              {words.save}
            </Button>
          </span>
        </section>
      </Show>
      <Confirm
        open={leaving() !== undefined}
        onClose={() => setLeaving(undefined)}
        title={words.leaveTitle}
        text={words.leaveText(names())}
        confirmLabel={words.leave}
        cancelLabel={words.stay}
        danger
        onConfirm={() => leaving()?.retry(true)}
      />
    </>
  )
}

/** A link within this page does not leave it. */
function isSamePage(event: BeforeLeaveEventArgs): boolean {
  if (typeof event.to !== "string") return false
  return new URL(event.to, window.location.href).pathname === event.from.pathname
}
