import { createSignal, onCleanup, onMount, Show } from "solid-js"
import { connectExtension, hasExtension, lookForExtension } from "~/auth/nip07"
import { createAttempt } from "~/auth/sign-in-attempt"
import { text } from "~/features/login/words/en/login"
import { text as waits } from "~/features/login/words/en/waiting"
import { Button } from "~/ui/form/button"
import { Waiting } from "./waiting-for-signer"
import { Way, type WayProps } from "./way"

/** Signs in with the browser's extension. Asks at once, because the person chose it. */
export default function ExtensionWay(props: WayProps) {
  const attempt = createAttempt()
  const [here, setHere] = createSignal(hasExtension())
  const [looked, setLooked] = createSignal(hasExtension())
  const ask = () => attempt.run(async (signal) => props.enter(await connectExtension(signal), signal))
  onMount(() => {
    const end = lookForExtension(
      () => {
        setHere(true)
        void ask()
      },
      () => setLooked(true),
    )
    onCleanup(end)
  })
  const cancel = () => {
    attempt.cancel()
    props.back()
  }
  return (
    <Show
      when={here() || !looked()}
      fallback={
        <Way heading={text.extension.missing} lead={text.extension.missingText} back={props.back}>
          <Button size="large" onClick={props.back}>
            {text.otherWays}
          </Button>
        </Way>
      }
    >
      <Way heading={text.extension.heading} lead={text.extension.lead} back={props.back} error={attempt.error()}>
        <Show
          when={attempt.busy() || !here()}
          fallback={
            <Button kind="primary" size="large" onClick={ask}>
              {text.again}
            </Button>
          }
        >
          <Waiting text={text.extension.waiting} checks={waits.extensionChecks} onCancel={cancel} />
        </Show>
      </Way>
    </Show>
  )
}
