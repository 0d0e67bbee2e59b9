import { createSignal, Show } from "solid-js"
import { useInvitationChanges } from "~/api/operator/invitations"
import { text as words } from "~/features/operator/words/en/invitations"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { CopyLine } from "~/ui/form/copy"
import { Field } from "~/ui/form/field"
import { Select } from "~/ui/form/select"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"

const NOTE_CHARACTERS_MAX = 200
const USES_MAX = 1_000

/** The form of an invitation. Its link is shown once. */
export function CreateInvitation() {
  const changes = useInvitationChanges()
  const [note, setNote] = createSignal("")
  const [uses, setUses] = createSignal("1")
  const [days, setDays] = createSignal("30")
  const [busy, setBusy] = createSignal(false)
  const [link, setLink] = createSignal("")
  const [problem, setProblem] = createSignal("")
  const [asked, setAsked] = createSignal(false)
  const count = () => (/^\d{1,4}$/.test(uses().trim()) ? Number(uses()) : 0)
  const isWrong = () => count() < 1 || count() > USES_MAX
  const create = async (submitted: Event) => {
    submitted.preventDefault()
    setAsked(true)
    if (busy() || isWrong()) return
    setBusy(true)
    setProblem("")
    try {
      const code = await changes.create({
        note: note().trim(),
        uses_max: count(),
        ...(days() && { days: Number(days()) }),
      })
      setLink(`${location.origin}${paths.invitation}#${code}`)
      setNote("")
    } catch (refusal) {
      setProblem(sentenceOf(refusal))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card>
      <form onSubmit={create} novalidate class="grid grid-cols-[minmax(0,1fr)] gap-5">
        <Field
          label={words.note}
          help={words.noteHelp}
          optional
          value={note()}
          maxlength={NOTE_CHARACTERS_MAX}
          onInput={(typed) => setNote(typed.currentTarget.value)}
        />
        <Field
          label={words.uses}
          inputmode="numeric"
          value={uses()}
          error={asked() && isWrong() ? words.usesWrong : undefined}
          onInput={(typed) => setUses(typed.currentTarget.value)}
        />
        <Select label={words.days} value={days()} options={words.dayOptions} onChange={setDays} />
        <Show when={problem()}>
          <Note tone="bad" role="alert" text={problem()} />
        </Show>
        <Button kind="primary" type="submit" busy={busy()} class="justify-self-start">
          {words.create}
        </Button>
        <Show when={link()}>
          <Note tone="ok" role="status" text={words.made} />
          <CopyLine value={link()} label={words.link} mono truncate="middle" />
        </Show>
      </form>
    </Card>
  )
}
