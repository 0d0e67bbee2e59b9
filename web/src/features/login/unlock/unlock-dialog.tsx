import { createResource, createSignal, Match, Show, Suspense, Switch } from "solid-js"
import { account, declineUnlock, needsSigner, signOut, unlock } from "~/auth/session"
import type { Signer } from "~/auth/signer"
import { keptLockedKey, type LockedKey } from "~/auth/vault"
import { text } from "~/features/login/words/en/login"
import { Button } from "~/ui/form/button"
import { Dialog } from "~/ui/overlay/dialog"
import { Spinner } from "~/ui/state/spinner"
import { UnlockKey } from "./unlock-key"
import { UnlockElsewhere } from "./unlock-remote"

/**
 * Asks for the account's key when the session has ended and no other tab can sign. The page stays; the person may also
 * keep reading or log out.
 */
export default function Unlock() {
  const [kept] = createResource(async () => {
    const key = await keptLockedKey()
    return key && key.pubkey === account()?.pubkey ? key : undefined
  })
  const [leaving, setLeaving] = createSignal(false)
  const leave = async () => {
    setLeaving(true)
    await signOut()
  }
  const unlocked = (signer: Signer) => {
    try {
      unlock(signer)
    } catch (accident) {
      void signer.close()
      throw accident
    }
  }
  return (
    <Dialog
      open={needsSigner()}
      onClose={declineUnlock}
      title={text.unlock.title}
      footer={
        <>
          <Button kind="quiet" busy={leaving()} onClick={leave}>
            {text.unlock.logOut}
          </Button>
          <Button onClick={declineUnlock}>{text.unlock.later}</Button>
        </>
      }
    >
      <Suspense fallback={<Spinner />}>
        <Show when={!kept.loading}>
          <Ways kept={kept()} onUnlocked={unlocked} />
        </Show>
      </Suspense>
    </Dialog>
  )
}

function Ways(props: { kept: LockedKey | undefined; onUnlocked: (signer: Signer) => void }) {
  return (
    <Switch>
      <Match when={account()?.kind === "key"}>
        <UnlockKey kept={props.kept} onUnlocked={props.onUnlocked} />
      </Match>
      <Match when={account()}>
        {(whose) => <UnlockElsewhere kind={whose().kind} pubkey={whose().pubkey} onUnlocked={props.onUnlocked} />}
      </Match>
    </Switch>
  )
}
