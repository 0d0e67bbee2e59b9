import Download from "lucide-solid/icons/download"
import FileKey from "lucide-solid/icons/file-key"
import { createSignal, onCleanup, onMount, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { announceKey } from "~/auth/announce"
import { keySigner, lockKey, makeKey } from "~/auth/keys"
import { createAttempt } from "~/auth/sign-in-attempt"
import type { Signer } from "~/auth/signer"
import { keepLockedKey } from "~/auth/vault"
import { text } from "~/components/new-key/words/en/new-key"
import { fileNamePart } from "~/domain/key-file"
import { npub } from "~/domain/nostr"
import { PASSWORD_LEAST, strengthOf } from "~/domain/password"
import { text as common } from "~/i18n/en/common"
import { text as passwordText } from "~/i18n/en/password"
import { Button } from "~/ui/form/button"
import { Checkbox } from "~/ui/form/check"
import { Field } from "~/ui/form/field"
import { PasswordField } from "~/ui/form/password"
import { toast } from "~/ui/overlay/toast"
import { Icon } from "~/ui/picture/icon"
import { Note } from "~/ui/state/note"

const NAME_MOST = 48
/** How long the browser may take to read the saved file. */
const RELEASE_AFTER_MS = 60_000

/** What was locked into the last saved file. */
type SavedFile = { name: string; password: string; locked: string }

/**
 * Creates a key: a public name, and a file encrypted with a password, which the person must save and confirm. Then it
 * signs the person in, and publishes the name and the relays of the key. An unused key is wiped with the form.
 */
export default function NewKeyForm(props: {
  /** Signs in with this signer; throws errors. */
  enter: (signer: Signer, signal: AbortSignal) => Promise<void>
}) {
  const info = useInfo()
  const saving = createAttempt()
  const entering = createAttempt()
  const [name, setName] = createSignal("")
  const [password, setPassword] = createSignal("")
  const [saved, setSaved] = createSignal<SavedFile>()
  const [ticked, setTicked] = createSignal(false)
  const [remember, setRemember] = createSignal(true)
  const [wrongName, setWrongName] = createSignal<string>()
  const [wrongPassword, setWrongPassword] = createSignal<string>()
  const secret = makeKey()
  const signer = keySigner(secret)
  let used = false
  let form!: HTMLFormElement
  const focus = (field: "nickname" | "new-password") =>
    form.querySelector<HTMLInputElement>(`[autocomplete=${field}]`)?.focus()
  onMount(() => focus("nickname"))
  onCleanup(() => {
    if (!used) void signer.close()
  })

  const chosen = () => name().trim()
  const product = () => (info.isSuccess ? info.data.name : common.product)
  const isGood = () => ["fair", "strong"].includes(strengthOf(password(), chosen()).word)
  /** The saved file, while it still has the name and the password of the form. */
  const current = () => {
    const file = saved()
    return file?.password === password() && file.name === chosen() ? file : undefined
  }
  const fileName = () =>
    text.file.stem(fileNamePart(product(), "caravel"), fileNamePart(chosen(), signer.pubkey.slice(0, 8)))

  const save = () => {
    const fault = nameFault(chosen())
    setWrongName(fault)
    setWrongPassword(isGood() ? undefined : advice(password(), chosen()))
    if (fault) return focus("nickname")
    if (!isGood()) return focus("new-password")
    const file = { name: chosen(), password: password() }
    void saving.run(async (signal) => {
      const earlier = saved()
      const locked = earlier?.password === file.password ? earlier.locked : await lockKey(secret, file.password, signal)
      if (signal.aborted) return
      const day = new Date().toISOString().slice(0, 10)
      const content = { product: product(), name: file.name, id: npub(signer.pubkey), day, locked }
      download(fileName(), text.file.content(content))
      setSaved({ ...file, locked })
    })
  }
  const why = () => (current() ? (ticked() ? undefined : text.whyTick) : text.whySave)
  const goOn = () => {
    const file = current()
    if (file && ticked()) void entering.run((signal) => signIn(file, signal))
  }
  const signIn = async (file: SavedFile, signal: AbortSignal) => {
    const { indexer_relays: relays = [], messaging_relays: mailboxes = [] } = info.isSuccess ? info.data : {}
    // The page of this form may close as soon as the person is signed in.
    used = true
    try {
      await props.enter(signer, signal)
    } catch (accident) {
      used = false
      throw accident
    }
    if (remember()) await keepLockedKey({ pubkey: signer.pubkey, locked: file.locked, name: file.name })
    const published = await announceKey(signer, { name: file.name, relays, mailboxes })
    if (!published && relays.length > 0) toast({ tone: "bad", text: text.nameUnpublished })
  }

  return (
    <>
      <form
        ref={form}
        class="grid grid-cols-[minmax(0,1fr)] gap-4"
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <Field
          label={text.name.label}
          help={text.name.help}
          error={wrongName()}
          value={name()}
          autocomplete="nickname"
          onInput={(event) => {
            setName(event.currentTarget.value)
            setWrongName(undefined)
          }}
        />
        {/* Makes password managers store the password under the right name. */}
        <input type="text" class="hidden" autocomplete="username" value={npub(signer.pubkey)} readOnly tabindex="-1" />
        <PasswordField
          label={text.password}
          words={passwordText}
          value={password()}
          autocomplete="new-password"
          error={wrongPassword()}
          good={isGood() ? advice(password(), chosen()) : undefined}
          help={advice(password(), chosen())}
          onInput={(event) => {
            setPassword(event.currentTarget.value)
            setWrongPassword(undefined)
          }}
        />
        <div class="flex items-start gap-3 rounded-note bg-sea-wash px-4 py-3">
          <Icon of={FileKey} size={18} class="mt-0.5 text-sea-text" />
          <div class="min-w-0 flex-1">
            <b class="block break-words font-semibold text-control">{fileName()}</b>
            <p class="text-ink-2 text-small">{text.fileHelp}</p>
          </div>
        </div>
        <Show when={saved() && !current()}>
          <Note tone="due" role="status" text={text.changed} />
        </Show>
        <Show when={saving.error() ?? entering.error()}>
          {(error) => <Note tone="bad" role="alert" text={error()} />}
        </Show>
        <Button type="submit" kind={current() ? "second" : "primary"} size="large" icon={Download} busy={saving.busy()}>
          {current() ? text.saveAgain : text.save}
        </Button>
        <p role="status" class="sr-only">
          {saving.busy() ? text.locking : current() ? text.saved : ""}
        </p>
      </form>
      <div class="mt-4 grid grid-cols-[minmax(0,1fr)] gap-4">
        <Checkbox
          label={<span class="block pt-0.5 text-ink-2 text-small">{text.tick}</span>}
          checked={ticked()}
          onChange={setTicked}
        />
        <Checkbox
          label={<span class="block pt-0.5 text-ink-2 text-small">{text.remember}</span>}
          checked={remember()}
          onChange={setRemember}
        />
        <div class="grid gap-1.5">
          <Button
            kind={current() && ticked() ? "primary" : "second"}
            size="large"
            disabled={why() !== undefined}
            busy={entering.busy()}
            aria-describedby="why-not"
            onClick={goOn}
          >
            {text.go}
          </Button>
          <p id="why-not" class="min-h-5 text-center text-ink-3 text-small">
            {entering.busy() ? text.signing : why()}
          </p>
        </div>
      </div>
    </>
  )
}

function nameFault(name: string): string | undefined {
  if (!name) return text.name.missing
  return [...name].length > NAME_MOST ? text.name.tooLong(NAME_MOST) : undefined
}

function advice(password: string, name: string): string {
  if (!password) return passwordText.least(PASSWORD_LEAST)
  const strength = strengthOf(password, name)
  if (strength.word === "short") return passwordText.short(strength.missing)
  return passwordText[strength.word]
}

function download(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: "text/plain" }))
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_AFTER_MS)
}
