import { createSignal, Match, onCleanup, Switch } from "solid-js"
import { useInfo } from "~/api/info"
import { announceName, publishMailbox } from "~/auth/announce"
import { keySigner, lockKey, makeKey } from "~/auth/keys"
import { keepLockedKey } from "~/auth/vault"
import { createAttempt } from "~/features/login/sign-in-attempt"
import type { WayProps } from "~/features/login/way"
import { NewKeyDone } from "./new-key-done"
import { NewKeyName } from "./new-key-name"
import { NewKeySave } from "./new-key-save"

/** Whether the name of a new key was published; shown, but not waited for. */
export type NameNews = "pending" | "told" | "untold"

/**
 * Creates a key in three steps: a name, an encrypted file to save, and login. The key is wiped if the person goes back.
 */
export default function NewKeyWay(props: WayProps & { stay: (go: boolean) => void; next: string }) {
  const info = useInfo()
  const attempt = createAttempt()
  const [step, setStep] = createSignal<1 | 2 | 3>(1)
  const [name, setName] = createSignal("")
  const [news, setNews] = createSignal<NameNews>("pending")
  const secret = makeKey()
  const signer = keySigner(secret)
  let taken = false
  onCleanup(() => {
    if (!taken) void signer.close()
  })

  const finish = (locked: string, remember: boolean) =>
    attempt.run(async (signal) => {
      const relays = info.isSuccess ? info.data.indexer_relays : []
      const mailboxes = info.isSuccess ? info.data.messaging_relays : []
      props.stay(true)
      await props.enter(signer, signal).catch((accident: unknown) => {
        props.stay(false)
        throw accident
      })
      taken = true
      if (remember) await keepLockedKey({ pubkey: signer.pubkey, locked, name: name() })
      setStep(3)
      void publishMailbox(signer, mailboxes, relays)
      announceName(signer, name(), relays).then((told) => setNews(told ? "told" : "untold"))
    })

  return (
    <Switch>
      <Match when={step() === 1}>
        <NewKeyName
          name={name()}
          back={props.back}
          onName={(chosen) => {
            setName(chosen)
            setStep(2)
          }}
        />
      </Match>
      <Match when={step() === 2}>
        <NewKeySave
          name={name()}
          product={info.isSuccess ? info.data.name : ""}
          pubkey={signer.pubkey}
          lock={(password, signal) => lockKey(secret, password, signal)}
          busy={attempt.busy()}
          error={attempt.error()}
          back={() => setStep(1)}
          onSaved={finish}
        />
      </Match>
      <Match when={step() === 3}>
        <NewKeyDone name={name()} news={news()} next={props.next} onGo={() => props.stay(false)} />
      </Match>
    </Switch>
  )
}
