import { createSignal, onMount, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { onApprovalPage } from "~/auth/approval"
import { parseBunkerLink } from "~/auth/connection-link"
import { connectBunker, type RemoteSigner } from "~/auth/nip46"
import { createAttempt, sentenceOf } from "~/auth/sign-in-attempt"
import { text } from "~/features/login/words/en/login"
import { text as waits } from "~/features/login/words/en/waiting"
import { Button } from "~/ui/form/button"
import { TextArea } from "~/ui/form/field"
import { ConfirmKey } from "./confirm"
import { Waiting } from "./waiting-for-signer"
import { Way, type WayProps } from "./way"

/** Signs in with a `bunker://` link from a signer app. */
export default function ConnectionLinkWay(props: WayProps) {
  const info = useInfo()
  const attempt = createAttempt()
  const [link, setLink] = createSignal("")
  const [wrong, setWrong] = createSignal<string>()
  const [signer, setSigner] = createSignal<RemoteSigner>()
  let form!: HTMLFormElement
  const focus = () => form.querySelector("textarea")?.focus()
  onMount(focus)

  const connect = () => {
    try {
      parseBunkerLink(link())
    } catch (accident) {
      setWrong(sentenceOf(accident))
      focus()
      return
    }
    const news = { demo: info.isSuccess && info.data.demo, onApprovalPage }
    void attempt.run(async (signal) => setSigner(await connectBunker(link(), news, signal)))
  }

  return (
    <Show
      when={signer()}
      fallback={
        <Way
          heading={text.link.heading}
          lead={text.link.lead}
          back={props.back}
          error={attempt.busy() ? undefined : attempt.error()}
          quiet
        >
          <form
            ref={form}
            class="grid grid-cols-[minmax(0,1fr)] gap-4"
            novalidate
            onSubmit={(event) => {
              event.preventDefault()
              connect()
            }}
          >
            <TextArea
              label={text.link.label}
              value={link()}
              error={wrong()}
              rows={3}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              readOnly={attempt.busy()}
              onInput={(event) => {
                setLink(event.currentTarget.value)
                setWrong(undefined)
              }}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return
                event.preventDefault()
                form.requestSubmit()
              }}
            />
            <Show when={!attempt.busy()}>
              <Button type="submit" kind="primary" size="large">
                {text.link.connect}
              </Button>
            </Show>
          </form>
          <Show when={attempt.busy()}>
            <Waiting text={text.link.waiting} checks={waits.remoteChecks} onCancel={attempt.cancel} />
          </Show>
        </Way>
      }
    >
      {(found) => <ConfirmKey {...props} signer={found()} />}
    </Show>
  )
}
