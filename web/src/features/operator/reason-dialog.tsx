import { createSignal, onCleanup } from "solid-js"
import { askReasons } from "~/api/server/audit-reason"
import { text as words } from "~/features/operator/words/en/reason"
import { Confirm } from "~/ui/overlay/confirm"

/** Asks an operator for a reason before a change of another tenant's object; the audit log stores it. */
export default function ReasonDialog() {
  const [pending, setPending] = createSignal<(reason: string | undefined) => void>()
  const answer = (reason: string | undefined) => {
    pending()?.(reason)
    setPending(undefined)
  }
  onCleanup(
    askReasons(
      () =>
        new Promise((resolve) => {
          pending()?.(undefined)
          setPending(() => resolve)
        }),
    ),
  )
  onCleanup(() => answer(undefined))
  return (
    <Confirm
      open={pending() !== undefined}
      onClose={() => answer(undefined)}
      title={words.title}
      text={words.text}
      confirmLabel={words.go}
      cancelLabel={words.back}
      reason={{ label: words.reason, help: words.help, missing: words.missing }}
      onConfirm={(reason) => answer(reason)}
    />
  )
}
