import { createSignal } from "solid-js"
import { type Letter, useAudiences, useBroadcastChanges } from "~/api/operator/broadcasts"
import { text as words } from "~/features/operator/words/en/broadcasts"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { Field, TextArea } from "~/ui/form/field"
import { Select } from "~/ui/form/select"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"

type Audience = Letter["audience"]

const SUBJECT_CHARACTERS_MAX = 120
const TEXT_CHARACTERS_MAX = 3_000
const AUDIENCES = Object.keys(words.audienceName) as Audience[]

/** The form of an announcement. Sending asks first, with the number of tenants who get it. */
export function WriteBroadcast() {
  const audiences = useAudiences()
  const changes = useBroadcastChanges()
  const [audience, setAudience] = createSignal<Audience>("with_relay")
  const [subject, setSubject] = createSignal("")
  const [text, setText] = createSignal("")
  const [asked, setAsked] = createSignal(false)
  const [sending, setSending] = createSignal(false)
  let form: HTMLFormElement | undefined
  const count = () => (audiences.isSuccess ? audiences.data[audience()] : undefined)
  const isComplete = () => subject().trim() !== "" && text().trim() !== "" && count() !== 0
  const ask = (submitted: Event) => {
    submitted.preventDefault()
    setAsked(true)
    if (isComplete()) setSending(true)
    else queueMicrotask(() => form?.querySelector<HTMLElement>("[aria-invalid]")?.focus())
  }
  const send = async () => {
    await changes.send({ audience: audience(), subject: subject().trim(), text: text().trim() })
    setSubject("")
    setText("")
    setAsked(false)
    toast({ tone: "ok", text: words.sending })
  }
  return (
    <Card>
      <form ref={form} onSubmit={ask} novalidate class="grid grid-cols-[minmax(0,1fr)] gap-5">
        <Select
          label={words.audience}
          value={audience()}
          error={asked() && count() === 0 ? words.none : undefined}
          options={AUDIENCES.map((value) => ({
            value,
            label: words.choice(words.audienceName[value], audiences.isSuccess ? audiences.data[value] : undefined),
          }))}
          onChange={(chosen) => setAudience(AUDIENCES.find((one) => one === chosen) ?? "with_relay")}
        />
        <Field
          label={words.subject}
          value={subject()}
          maxlength={SUBJECT_CHARACTERS_MAX}
          error={asked() && !subject().trim() ? words.subjectMissing : undefined}
          onInput={(typed) => setSubject(typed.currentTarget.value)}
        />
        <TextArea
          label={words.text}
          help={words.textHelp}
          value={text()}
          maxlength={TEXT_CHARACTERS_MAX}
          error={asked() && !text().trim() ? words.textMissing : undefined}
          onInput={(typed) => setText(typed.currentTarget.value)}
        />
        <Button kind="primary" type="submit" class="justify-self-start">
          {words.write}
        </Button>
      </form>
      <Confirm
        open={sending()}
        onClose={() => setSending(false)}
        title={words.confirm}
        text={
          <>
            <p>{words.recipients(count() ?? 0)}</p>
            <p class="mt-3 font-semibold text-ink [overflow-wrap:anywhere]">{subject()}</p>
            <p dir="auto" class="mt-1 line-clamp-6 whitespace-pre-line [overflow-wrap:anywhere]">
              {text()}
            </p>
          </>
        }
        confirmLabel={words.send}
        cancelLabel={words.cancel}
        onConfirm={send}
      />
    </Card>
  )
}
