import { createSignal, Show } from "solid-js"
import { createAttempt } from "~/auth/sign-in-attempt"
import type { Signer } from "~/auth/signer"
import type { LockedKey } from "~/auth/vault"
import { KeyFileForm } from "~/features/login/key-file-form"
import { SecretKeyForm } from "~/features/login/secret-key-form"
import { text } from "~/features/login/words/en/login"
import { Button } from "~/ui/form/button"
import { Note } from "~/ui/state/note"

/** Asks for a key that was in the page's memory: its file and password, or the bare key. */
export function UnlockKey(props: { kept: LockedKey | undefined; onUnlocked: (signer: Signer) => void }) {
  const attempt = createAttempt()
  const [bare, setBare] = createSignal(false)
  const take = async (signer: Signer) => props.onUnlocked(signer)
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p class="text-ink-2">{text.unlock.keyLead}</p>
      <Show when={attempt.error()}>{(error) => <Note tone="bad" role="alert" text={error()} />}</Show>
      <Show
        when={!bare()}
        fallback={<SecretKeyForm attempt={attempt} help={text.secret.help} go={text.unlock.go} onSigner={take} />}
      >
        <KeyFileForm attempt={attempt} kept={props.kept} go={text.unlock.go} onSigner={take} />
      </Show>
      <Button kind="quiet" size="small" class="justify-self-center" onClick={() => setBare(!bare())}>
        {bare() ? text.unlock.fileInstead : text.unlock.secret}
      </Button>
    </div>
  )
}
