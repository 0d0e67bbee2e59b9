import { createSignal, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { signerForAction } from "~/auth/session"
import { text } from "~/features/account/words/en/account"
import { Button } from "~/ui/form/button"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"

const words = text.messages

/**
 * Warns that private messages do not reach this key, and creates a list of relays where they do (NIP-17, kind 10050).
 */
export function MailboxNote() {
  const info = useInfo()
  const [making, setMaking] = createSignal(false)
  const [made, setMade] = createSignal(false)
  const relays = () => (info.isSuccess ? info.data.messaging_relays : [])
  const make = async () => {
    setMaking(true)
    try {
      const [{ publishMailbox }, signer] = await Promise.all([import("~/auth/announce"), signerForAction()])
      const indexers = info.isSuccess ? info.data.indexer_relays : []
      const isPublished = await publishMailbox(signer, relays(), indexers)
      setMade(isPublished)
      toast(isPublished ? { tone: "ok", text: words.mailboxMade } : { tone: "bad", text: words.mailboxFailed })
    } catch (refusal) {
      toast({ tone: "bad", text: sentenceOf(refusal) })
    } finally {
      setMaking(false)
    }
  }
  return (
    <Show when={!made() && relays().length > 0}>
      <Note
        tone="due"
        class="mb-3"
        title={words.cannotReach}
        text={words.cannotReachText}
        action={
          <Button size="small" busy={making()} onClick={make}>
            {words.makeMailbox}
          </Button>
        }
      />
    </Show>
  )
}
