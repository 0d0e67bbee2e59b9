import { createResource, Show } from "solid-js"
import { restoreSigner } from "~/auth/restore"
import { createAttempt } from "~/auth/sign-in-attempt"
import { type Signer, SignerError } from "~/auth/signer"
import { keptRemote } from "~/auth/vault"
import { Waiting } from "~/features/login/waiting-for-signer"
import { text } from "~/features/login/words/en/login"
import { text as waits } from "~/features/login/words/en/waiting"
import { text as signerText } from "~/i18n/en/signer"
import { Button } from "~/ui/form/button"
import { Note } from "~/ui/state/note"

/** Asks an extension or a signer app again for its key. */
export function UnlockElsewhere(props: { kind: Signer["kind"]; pubkey: string; onUnlocked: (signer: Signer) => void }) {
  const attempt = createAttempt()
  const remote = () => props.kind === "remote"
  const [lost] = createResource(async () => remote() && (await keptRemote(props.pubkey)) === undefined)
  const ask = () =>
    attempt.run(async (signal) => {
      const signer = await restoreSigner(props.kind, props.pubkey)
      if (signal.aborted) return
      if (!signer) throw new SignerError("unreachable", signerText.extension.missing)
      props.onUnlocked(signer)
    })
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p class="text-ink-2">{text.unlock.lead}</p>
      <Show when={attempt.error()}>{(error) => <Note tone="bad" role="alert" text={error()} />}</Show>
      <Show when={!lost.loading && !lost()} fallback={<Note tone="due" text={text.unlock.lostRemote} />}>
        <Show
          when={attempt.busy()}
          fallback={
            <Button kind="primary" data-autofocus onClick={ask}>
              {remote() ? text.unlock.remote : text.unlock.extension}
            </Button>
          }
        >
          <Waiting
            text={remote() ? waits.approval.remote : waits.approval.extension}
            checks={remote() ? waits.remoteChecks : waits.extensionChecks}
            onCancel={attempt.cancel}
          />
        </Show>
      </Show>
    </div>
  )
}
