import { createEffect, createSignal, on, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { rememberProfile, useProfiles } from "~/api/profiles"
import { signerForAction } from "~/auth/session"
import { changedProfile, isPictureAddress, profileOf } from "~/domain/profile"
import { text } from "~/features/account/words/en/profile"
import { Button } from "~/ui/form/button"
import { Field } from "~/ui/form/field"
import { Dialog } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"

const NAME_MOST = 48
/** Relays that are read before a change: the first configured ones. */
const RELAYS_MAX = 3

/** Changes the name and the picture of the signed-in person, in their profile (kind 0) on the indexer relays. */
export default function ProfileDialog(props: { pubkey: string; open: boolean; onClose: () => void }) {
  const info = useInfo()
  const profile = useProfiles(() => [props.pubkey])
  const [name, setName] = createSignal("")
  const [picture, setPicture] = createSignal("")
  const [wrongName, setWrongName] = createSignal("")
  const [wrongPicture, setWrongPicture] = createSignal("")
  const [problem, setProblem] = createSignal("")
  const [saving, setSaving] = createSignal(false)

  createEffect(
    on(
      () => props.open,
      (open) => {
        if (!open) return
        setName(profile(props.pubkey)?.name ?? "")
        setPicture(profile(props.pubkey)?.picture ?? "")
        setWrongName("")
        setWrongPicture("")
        setProblem("")
      },
    ),
  )

  const check = (chosen: string, address: string) => {
    setWrongName(nameFault(chosen))
    setWrongPicture(address === "" || isPictureAddress(address) ? "" : text.pictureWrong)
    return wrongName() === "" && wrongPicture() === ""
  }
  const save = async () => {
    const [chosen, address] = [name().trim(), picture().trim()]
    if (saving() || !check(chosen, address)) return
    setSaving(true)
    setProblem("")
    try {
      const relays = info.isSuccess ? info.data.indexer_relays : []
      const [{ publishProfile }, { fetchProfileEvent }] = await Promise.all([
        import("~/auth/announce"),
        import("~/api/indexers"),
      ])
      const present = await fetchProfileEvent(relays.slice(0, RELAYS_MAX), props.pubkey).catch(() => undefined)
      if (present === undefined) return setProblem(text.unread)
      const content = changedProfile(present?.content ?? "{}", { name: chosen, picture: address })
      const signer = await signerForAction()
      if (!(await publishProfile(signer, relays, content, present))) return setProblem(text.unpublished)
      rememberProfile(props.pubkey, profileOf(content))
      toast({ tone: "ok", text: text.saved })
      props.onClose()
    } catch (refusal) {
      setProblem(sentenceOf(refusal))
    } finally {
      setSaving(false)
    }
  }

  return (
    <Dialog
      open={props.open}
      onClose={() => props.onClose()}
      title={text.title}
      busy={saving()}
      footer={
        <>
          <Button onClick={() => props.onClose()}>{text.cancel}</Button>
          <Button kind="primary" type="submit" form="profile" busy={saving()}>
            {text.save}
          </Button>
        </>
      }
    >
      <p class="mb-5 text-ink-2">{text.lead}</p>
      <form
        id="profile"
        novalidate
        class="grid grid-cols-[minmax(0,1fr)] gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field
          label={text.name}
          value={name()}
          error={wrongName() || undefined}
          autocomplete="nickname"
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <Field
          label={text.picture}
          help={text.pictureHelp}
          type="url"
          value={picture()}
          error={wrongPicture() || undefined}
          onInput={(event) => setPicture(event.currentTarget.value)}
        />
        <Show when={problem()}>{(sentence) => <Note tone="bad" role="alert" text={sentence()} />}</Show>
      </form>
    </Dialog>
  )
}

function nameFault(name: string): string {
  if (!name) return text.nameMissing
  return [...name].length > NAME_MOST ? text.nameTooLong(NAME_MOST) : ""
}
