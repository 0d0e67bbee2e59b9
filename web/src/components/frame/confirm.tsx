import { type ComponentProps, createMemo, Show, Suspense } from "solid-js"
import type { Confirm as Asking } from "~/ui/confirm"
import { onDemand } from "./later"

const Dialog = onDemand(async () => ({ default: (await import("~/ui/confirm")).Confirm }))

/** Fetches the dialog before anybody is asked: for a question that must not wait. */
export const fetchConfirm = () => void Dialog.preload()

/** Asks before something happens. The dialog is sent for when it first asks, and stays, so that it can leave as it came. */
export function Confirm(props: ComponentProps<typeof Asking>) {
  const wanted = createMemo<boolean>((was) => was || props.open, false)
  return (
    <Show when={wanted()}>
      <Suspense>
        <Dialog {...props} />
      </Suspense>
    </Show>
  )
}
