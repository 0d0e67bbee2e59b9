import { onCleanup, Show } from "solid-js"
import { useProfiles } from "~/api/profiles"
import type { RemoteSigner } from "~/auth/nip46"
import { account } from "~/auth/session"
import { createAttempt } from "~/auth/sign-in-attempt"
import { forgetRemote, keepRemote } from "~/auth/vault"
import { npub } from "~/domain/nostr"
import { text } from "~/features/login/words/en/login"
import { Button } from "~/ui/form/button"
import { CopyLine } from "~/ui/form/copy"
import { Avatar } from "~/ui/picture/avatar"
import { Waiting } from "./waiting-for-signer"
import { Way, type WayProps } from "./way"

/**
 * Shows the key of the signer app before anything is signed. Otherwise an attacker's signer could make the person pay
 * for another account's relays. A stored session is shown the same way.
 */
export function ConfirmKey(props: WayProps & { signer: RemoteSigner; kept?: { connectAnew: () => void } }) {
  const attempt = createAttempt()
  const profiles = useProfiles(() => [props.signer.pubkey])
  const name = () => profiles(props.signer.pubkey)?.name
  const signer = props.signer
  onCleanup(() => {
    if (account()?.pubkey === signer.pubkey) return
    if (props.kept) signer.drop()
    else void signer.close()
  })
  const enter = () =>
    attempt.run(async (signal) => {
      // Stored before the login completes, so that an immediate reload finds it.
      if (!props.kept) await keepRemote(signer.session)
      await props.enter(signer, signal).catch(async (accident: unknown) => {
        if (!props.kept) await forgetRemote()
        throw accident
      })
    })
  const connectAnew = async () => {
    attempt.cancel()
    await forgetRemote()
    await signer.close()
    props.kept?.connectAnew()
  }
  const stop = () => {
    attempt.cancel()
    props.back()
  }
  return (
    <Way
      heading={props.kept ? text.confirm.keptHeading : text.confirm.heading}
      lead={props.kept ? text.confirm.keptLead : text.confirm.lead}
      back={props.kept && props.back}
      error={attempt.error()}
    >
      <div class="grid grid-cols-[minmax(0,1fr)] gap-4 rounded-card border border-line bg-surface p-5">
        <div class="flex min-w-0 items-center gap-4">
          <Avatar pubkey={props.signer.pubkey} name={name()} size={56} />
          <p class="min-w-0 break-words font-semibold text-h2">
            <Show when={name()} fallback={<span class="text-body text-ink-2">{text.confirm.noName}</span>}>
              {name()}
            </Show>
          </p>
        </div>
        <CopyLine value={npub(props.signer.pubkey)} label={text.confirm.id} mono truncate="middle" />
      </div>
      <Show
        when={attempt.busy()}
        fallback={
          <>
            <Button kind="primary" size="large" onClick={enter}>
              {text.confirm.yes}
            </Button>
            <Show
              when={props.kept}
              fallback={
                <Button size="large" onClick={stop}>
                  {text.confirm.no}
                </Button>
              }
            >
              <Button size="large" onClick={connectAnew}>
                {text.confirm.anew}
              </Button>
            </Show>
          </>
        }
      >
        <Waiting text={text.confirm.waiting} checks={text.confirm.checks} onCancel={stop} />
      </Show>
    </Way>
  )
}
