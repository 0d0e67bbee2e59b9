import { createSignal, onMount } from "solid-js"
import { useInfo } from "~/api/info"
import { text } from "~/i18n/en/login"
import { Button } from "~/ui/button"
import { Note } from "~/ui/note"
import { PasswordField } from "~/ui/password"
import { createAttempt, sentenceOf } from "./attempt"
import { Way, type WayProps } from "./way"

/** Logs in by a bare secret key, which stays in memory. Not offered on the first screen: nobody should be asked for it. */
export default function SecretKeyWay(props: WayProps) {
  const info = useInfo()
  const attempt = createAttempt()
  const [secret, setSecret] = createSignal("")
  const [wrong, setWrong] = createSignal<string>()
  let form!: HTMLFormElement
  const focus = () => form.querySelector("input")?.focus()
  onMount(focus)

  const submit = () =>
    attempt.run(async (signal) => {
      const { keySigner, secretIn } = await import("~/auth/keys")
      let bytes: Uint8Array
      try {
        bytes = secretIn(secret())
      } catch (accident) {
        setWrong(sentenceOf(accident))
        focus()
        return
      }
      const signer = keySigner(bytes)
      try {
        await props.enter(signer, signal)
        setSecret("")
      } catch (accident) {
        await signer.close()
        throw accident
      }
    })
  const help = () => (info.isSuccess && info.data.demo ? `${text.secret.help} ${text.secret.demo}` : text.secret.help)

  return (
    <Way heading={text.secret.heading} back={props.back} error={attempt.error()} quiet>
      <Note tone="due" title={text.secret.warning} text={text.secret.warningText} />
      <form
        ref={form}
        class="grid grid-cols-[minmax(0,1fr)] gap-4"
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.busy()) void submit()
        }}
      >
        <PasswordField
          label={text.secret.label}
          help={help()}
          error={wrong()}
          words={text.password}
          value={secret()}
          autocomplete="off"
          onInput={(event) => {
            setSecret(event.currentTarget.value)
            setWrong(undefined)
          }}
        />
        <Button type="submit" kind="primary" size="large" busy={attempt.busy()}>
          {text.secret.go}
        </Button>
      </form>
    </Way>
  )
}
