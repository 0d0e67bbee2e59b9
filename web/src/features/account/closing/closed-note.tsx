import { createSignal } from "solid-js"
import { useClosingChanges } from "~/api/account/closing"
import { text as words } from "~/features/account/words/en/closing"
import { Button } from "~/ui/form/button"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"

/** Says that the account is closed, and opens it again. */
export function ClosedNote(props: { pubkey: string }) {
  const changes = useClosingChanges(() => props.pubkey)
  const [busy, setBusy] = createSignal(false)
  const reopen = async () => {
    setBusy(true)
    try {
      await changes.reopen()
      toast({ tone: "ok", text: words.reopened })
    } catch (refusal) {
      toast({ tone: "bad", text: sentenceOf(refusal) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Note
      role="status"
      title={words.closed}
      text={words.closedText}
      action={
        <Button size="small" busy={busy()} onClick={reopen}>
          {words.reopen}
        </Button>
      }
    />
  )
}
