import FileLock from "lucide-solid/icons/file-lock"
import { createSignal, onMount, Show } from "solid-js"
import { lockedKeyIn } from "~/auth/key-file-text"
import { type Attempt, sentenceOf } from "~/auth/sign-in-attempt"
import type { Signer } from "~/auth/signer"
import { forgetLockedKey, keepLockedKey, keptLockedKey, type LockedKey } from "~/auth/vault"
import { nameInKeyFile } from "~/domain/key-file"
import { text } from "~/features/login/words/en/login"
import { text as passwordText } from "~/i18n/en/password"
import { Button } from "~/ui/form/button"
import { Checkbox } from "~/ui/form/check"
import { TextArea } from "~/ui/form/field"
import { PasswordField } from "~/ui/form/password"
import { Icon } from "~/ui/picture/icon"
import { Message } from "~/ui/state/message"

/** Largest file that is read; a key file is a few hundred characters. */
const FILE_MOST_BYTES = 64 * 1024

/** Decrypts a key file, or the stored key of this device, with its password, in a Worker. */
export function KeyFileForm(props: {
  attempt: Attempt
  kept: LockedKey | undefined
  /** The label of the button. */
  go: string
  /** Receives the signer. If it throws, the error is shown and the key is wiped. */
  onSigner: (signer: Signer, signal: AbortSignal) => Promise<void>
}) {
  const [useKept, setUseKept] = createSignal(props.kept !== undefined)
  const [content, setContent] = createSignal("")
  const [fileName, setFileName] = createSignal<string>()
  const [password, setPassword] = createSignal("")
  const [remember, setRemember] = createSignal(false)
  const [wrongFile, setWrongFile] = createSignal<string>()
  const [wrongPassword, setWrongPassword] = createSignal<string>()
  let form!: HTMLFormElement
  let input!: HTMLInputElement

  const focus = () => form.querySelector<HTMLInputElement>("input[autocomplete]")?.focus()
  onMount(() => useKept() && focus())

  const locked = () => (useKept() ? (props.kept?.locked ?? "") : content())
  const choose = async (file: File | undefined) => {
    if (!file) return
    setFileName(file.name)
    setWrongFile(undefined)
    setContent(file.size > FILE_MOST_BYTES ? "" : await file.text())
    if (file.size > FILE_MOST_BYTES) setWrongFile(text.file.tooBig)
    else check()
  }
  const check = (): boolean => {
    try {
      lockedKeyIn(locked())
      return true
    } catch (accident) {
      setWrongFile(sentenceOf(accident))
      return false
    }
  }
  const open = async (signal: AbortSignal) => {
    const { keySigner, unlockKey } = await import("~/auth/keys")
    const secret = await unlockKey(locked(), password(), signal).catch((accident: unknown) => {
      if (!signal.aborted) setWrongPassword(sentenceOf(accident))
    })
    if (!secret) return focus()
    const signer = keySigner(secret)
    const [line] = /ncryptsec1\w+/i.exec(locked()) ?? []
    const before = await keptLockedKey()
    try {
      // Stored before the login completes, so that an immediate reload finds it.
      if (remember() && line) {
        await keepLockedKey({ pubkey: signer.pubkey, locked: line, name: nameInKeyFile(locked()) })
      }
      await props.onSigner(signer, signal)
    } catch (accident) {
      await signer.close()
      await (before ? keepLockedKey(before) : forgetLockedKey())
      throw accident
    }
  }
  const submit = () => {
    setWrongPassword(undefined)
    if (check()) void props.attempt.run(open)
  }

  return (
    <>
      <form
        ref={form}
        class="grid grid-cols-[minmax(0,1fr)] gap-4"
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!props.attempt.busy()) submit()
        }}
      >
        <Show
          when={!useKept()}
          fallback={
            <div class="flex min-w-0 flex-wrap items-center gap-3 rounded-note bg-sea-wash px-4 py-3">
              <Icon of={FileLock} size={18} class="text-sea-text" />
              <b class="min-w-0 flex-1 truncate font-semibold text-control">
                {props.kept?.name || text.ways.file.title}
              </b>
              <Button size="small" onClick={() => setUseKept(false)}>
                {text.file.other}
              </Button>
            </div>
          }
        >
          <div class="grid gap-1.5">
            <input
              ref={input}
              type="file"
              class="hidden"
              accept=".txt,text/plain"
              onChange={(event) => void choose(event.currentTarget.files?.[0])}
            />
            <Button size="large" icon={FileLock} aria-describedby="file-note" onClick={() => input.click()}>
              <span class="truncate">{fileName() ? text.file.chosen(fileName() ?? "") : text.file.choose}</span>
            </Button>
            <Show when={fileName()}>
              <Message id="file-note" error={wrongFile()} />
            </Show>
          </div>
          <Show when={!fileName()}>
            <TextArea
              label={text.file.paste}
              help={text.file.pasteHelp}
              error={wrongFile()}
              value={content()}
              rows={2}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              onInput={(event) => {
                setContent(event.currentTarget.value)
                setWrongFile(undefined)
              }}
            />
          </Show>
        </Show>
        <PasswordField
          label={useKept() ? text.unlock.password : text.file.password}
          help={text.file.forget}
          error={wrongPassword()}
          words={passwordText}
          value={password()}
          autocomplete="current-password"
          onInput={(event) => {
            setPassword(event.currentTarget.value)
            setWrongPassword(undefined)
          }}
        />
        <Show when={!useKept()}>
          <Checkbox
            label={text.file.remember}
            help={text.file.rememberHelp}
            checked={remember()}
            onChange={setRemember}
          />
        </Show>
        <Button type="submit" kind="primary" size="large" busy={props.attempt.busy()}>
          {props.go}
        </Button>
      </form>
      <Show when={props.attempt.busy()}>
        <p role="status" class="flex items-center gap-3 text-control text-ink-2">
          <span class="min-w-0 flex-1">{text.file.opening}</span>
          <Button size="small" onClick={props.attempt.cancel}>
            {text.cancel}
          </Button>
        </p>
      </Show>
    </>
  )
}
