import { createSignal, onMount } from "solid-js"
import { type Attempt, sentenceOf } from "~/auth/sign-in-attempt"
import type { Signer } from "~/auth/signer"
import { text } from "~/features/login/words/en/login"
import { text as passwordText } from "~/i18n/en/password"
import { Button } from "~/ui/form/button"
import { PasswordField } from "~/ui/form/password"

/** A field for a bare secret key, which stays in memory. */
export function SecretKeyForm(props: {
  attempt: Attempt
  help: string
  /** The label of the button. */
  go: string
  /** Receives the signer. If it throws, the error is shown and the key is wiped. */
  onSigner: (signer: Signer, signal: AbortSignal) => Promise<void>
}) {
  const [secret, setSecret] = createSignal("")
  const [wrong, setWrong] = createSignal<string>()
  let form!: HTMLFormElement
  const focus = () => form.querySelector("input")?.focus()
  onMount(focus)

  const submit = () =>
    props.attempt.run(async (signal) => {
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
        await props.onSigner(signer, signal)
        setSecret("")
      } catch (accident) {
        await signer.close()
        throw accident
      }
    })

  return (
    <form
      ref={form}
      class="grid grid-cols-[minmax(0,1fr)] gap-4"
      novalidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!props.attempt.busy()) void submit()
      }}
    >
      <PasswordField
        label={text.secret.label}
        help={props.help}
        error={wrong()}
        words={passwordText}
        value={secret()}
        autocomplete="off"
        onInput={(event) => {
          setSecret(event.currentTarget.value)
          setWrong(undefined)
        }}
      />
      <Button type="submit" kind="primary" size="large" busy={props.attempt.busy()}>
        {props.go}
      </Button>
    </form>
  )
}
