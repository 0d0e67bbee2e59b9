import { createSignal, Show } from "solid-js"
import { useCreateInvite } from "~/api/relay/invite-codes"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/members/words/en/invite-codes"
import { Button } from "~/ui/form/button"
import { Field } from "~/ui/form/field"
import { Select } from "~/ui/form/select"
import { Dialog } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"

const words = text.dialog
const DAY_SECONDS = 86_400
const USES_MAX = 100_000
const DAYS = { day: 1, week: 7, month: 30, never: 0 } as const
type End = keyof typeof DAYS
const ENDS = (Object.keys(DAYS) as End[]).map((value) => ({ value, label: words.ends[value] }))

/** Creates an invite with an end and a number of uses, on hosts that support limits. */
export function CreateInvite(props: { relay: Relay; limits: boolean; open: boolean; onClose: () => void }) {
  const [end, setEnd] = createSignal<End>("week")
  const [uses, setUses] = createSignal("")
  const [problem, setProblem] = createSignal("")
  const create = useCreateInvite(() => props.relay.id)
  const FORM = "create-invite"
  const limits = () => {
    const days = DAYS[end()]
    return {
      ...(days > 0 && { expires_at: Math.floor(Date.now() / 1000) + days * DAY_SECONDS }),
      ...(uses().trim() !== "" && { uses_max: Number(uses()) }),
    }
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    const wanted = props.limits ? limits() : {}
    const max = wanted.uses_max ?? 1
    if (!Number.isInteger(max) || max < 1 || max > USES_MAX) return setProblem(words.usesWrong)
    setProblem("")
    try {
      await create.mutateAsync(wanted)
    } catch (error) {
      return setProblem(sentenceOf(error))
    }
    toast({ tone: "ok", text: words.done })
    return props.onClose()
  }
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={words.title}
      busy={create.isPending}
      footer={
        <>
          <Button disabled={create.isPending} onClick={() => props.onClose()}>
            {words.cancel}
          </Button>
          <Button kind="primary" type="submit" form={FORM} busy={create.isPending}>
            {words.submit}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} novalidate class="grid gap-4">
        <Show
          when={props.limits}
          fallback={
            <>
              <Note text={text.plain} />
              <Show when={problem()}>{(sentence) => <Note tone="bad" role="alert" text={sentence()} />}</Show>
            </>
          }
        >
          <Select label={words.end} value={end()} options={ENDS} onChange={(value) => setEnd(value as End)} />
          <Field
            label={words.uses}
            help={words.usesHelp}
            error={problem() || undefined}
            inputmode="numeric"
            value={uses()}
            onInput={(event) => {
              setUses(event.currentTarget.value)
              setProblem("")
            }}
          />
        </Show>
      </form>
    </Dialog>
  )
}
