import Download from "lucide-solid/icons/download"
import FileKey from "lucide-solid/icons/file-key"
import { createSignal, onMount, Show } from "solid-js"
import { fileNamePart } from "~/domain/key-file"
import { npub } from "~/domain/nostr"
import { PASSWORD_LEAST, strengthOf } from "~/domain/password"
import { createAttempt } from "~/features/login/sign-in-attempt"
import { text } from "~/features/login/words/en/login"
import { Button } from "~/ui/form/button"
import { Checkbox } from "~/ui/form/check"
import { PasswordField } from "~/ui/form/password"
import { Icon } from "~/ui/picture/icon"
import { Note } from "~/ui/state/note"
import { NewKeyHead } from "./new-key-head"

/** How long the browser may take to read the saved file. */
const RELEASE_AFTER_MS = 60_000

type SaveProps = {
  name: string
  product: string
  pubkey: string
  lock: (password: string, signal: AbortSignal) => Promise<string>
  busy: boolean
  error: string | undefined
  back: () => void
  onSaved: (locked: string, remember: boolean) => void
}

/** Step 2: the key as a file encrypted with a password. The person must save it and confirm that. */
export function NewKeySave(props: SaveProps) {
  const saving = createAttempt()
  const [password, setPassword] = createSignal("")
  const [saved, setSaved] = createSignal<{ password: string; locked: string }>()
  const [ticked, setTicked] = createSignal(false)
  const [remember, setRemember] = createSignal(true)
  const [wrong, setWrong] = createSignal<string>()
  let form!: HTMLFormElement
  const focus = () => form.querySelector("input")?.focus()
  onMount(focus)

  const strength = () => strengthOf(password(), props.name)
  const takes = () => strength().word === "fair" || strength().word === "strong"
  const current = () => (saved()?.password === password() ? saved() : undefined)
  const fileName = () =>
    text.make.file.stem(fileNamePart(props.product, "caravel"), fileNamePart(props.name, props.pubkey.slice(0, 8)))

  const save = () => {
    if (!takes()) {
      setWrong(advice(password(), props.name))
      focus()
      return
    }
    const chosen = password()
    void saving.run(async (signal) => {
      const locked = current()?.locked ?? (await props.lock(chosen, signal))
      if (signal.aborted) return
      download(fileName(), fileContent(props, locked))
      setSaved({ password: chosen, locked })
    })
  }
  const why = () => (current() ? (ticked() ? undefined : text.make.save.whyTick) : text.make.save.whySave)
  const goOn = () => {
    const file = current()
    if (file && ticked()) props.onSaved(file.locked, remember())
  }

  return (
    <>
      <NewKeyHead step={2} heading={text.make.save.heading} lead={text.make.save.lead} back={props.back} quiet />
      <form
        ref={form}
        class="mt-6 grid grid-cols-[minmax(0,1fr)] gap-4"
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        {/* Lets password keepers file the password under the right name. */}
        <input type="text" class="hidden" autocomplete="username" value={npub(props.pubkey)} readOnly tabindex="-1" />
        <PasswordField
          label={text.make.save.password}
          words={text.password}
          value={password()}
          autocomplete="new-password"
          error={wrong()}
          good={takes() ? advice(password(), props.name) : undefined}
          help={advice(password(), props.name)}
          onInput={(event) => {
            setPassword(event.currentTarget.value)
            setWrong(undefined)
          }}
        />
        <div class="flex items-start gap-3 rounded-note bg-sea-wash px-4 py-3.5">
          <Icon of={FileKey} size={18} class="mt-0.5 text-sea-text" />
          <div class="min-w-0 flex-1">
            <b class="block break-words font-semibold text-control">{fileName()}</b>
            <p class="text-small text-ink-2">{text.make.save.fileHelp}</p>
          </div>
        </div>
        <Show when={saved() && !current()}>
          <Note tone="due" role="status" text={text.make.save.changed} />
        </Show>
        <Show when={saving.error() ?? props.error}>{(error) => <Note tone="bad" role="alert" text={error()} />}</Show>
        <Button type="submit" kind={current() ? "second" : "primary"} size="large" icon={Download} busy={saving.busy()}>
          {current() ? text.make.save.saveAgain : text.make.save.save}
        </Button>
        <p role="status" class="sr-only">
          {saving.busy() ? text.make.save.locking : current() ? text.make.save.saved : ""}
        </p>
      </form>
      <div class="mt-4 grid grid-cols-[minmax(0,1fr)] gap-4">
        <Checkbox
          label={<span class="block pt-0.5 text-ink-2 text-small">{text.make.save.tick}</span>}
          checked={ticked()}
          onChange={setTicked}
        />
        <Checkbox
          label={<span class="block pt-0.5 text-ink-2 text-small">{text.make.save.remember}</span>}
          checked={remember()}
          onChange={setRemember}
        />
        <div class="grid gap-1.5">
          <Button
            kind={current() && ticked() ? "primary" : "second"}
            size="large"
            disabled={why() !== undefined}
            busy={props.busy}
            aria-describedby="why-not"
            onClick={goOn}
          >
            {text.make.save.go}
          </Button>
          <p id="why-not" class="min-h-5 text-center text-ink-3 text-small">
            {props.busy ? text.make.save.signing : why()}
          </p>
        </div>
      </div>
    </>
  )
}

function advice(password: string, name: string): string {
  if (!password) return text.password.least(PASSWORD_LEAST)
  const strength = strengthOf(password, name)
  if (strength.word === "short") return text.password.short(strength.missing)
  return text.password[strength.word]
}

function fileContent(props: SaveProps, locked: string): string {
  const day = new Date().toISOString().slice(0, 10)
  return text.make.file.content({ product: props.product, name: props.name, id: npub(props.pubkey), day, locked })
}

function download(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: "text/plain" }))
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_AFTER_MS)
}
