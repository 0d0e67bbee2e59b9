import { createSignal, Show } from "solid-js"
import { useEmailChanges } from "~/api/account/email"
import { ApiError } from "~/api/server/client"
import { text } from "~/features/account/words/en/email"
import { Button } from "~/ui/form/button"
import { Field } from "~/ui/form/field"
import { Dialog } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"

const FORM_ID = "email-form"

/** Asks for an email address. */
export default function EmailDialog(props: { pubkey: string; address: string; open: boolean; onClose: () => void }) {
  const [typed, setTyped] = createSignal(props.address)
  const { set } = useEmailChanges(() => props.pubkey)
  const isOfField = () => set.error instanceof ApiError && set.error.field === "address"
  const submit = async (event: Event) => {
    event.preventDefault()
    if (set.isPending) return
    try {
      await set.mutateAsync(typed())
    } catch {
      return // Shown in the form.
    }
    toast({ tone: "ok", text: text.sent })
    props.onClose()
  }
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={props.address ? text.changeLabel : text.add}
      busy={set.isPending}
      footer={
        <>
          <Button disabled={set.isPending} onClick={() => props.onClose()}>
            {text.cancel}
          </Button>
          <Button kind="primary" type="submit" form={FORM_ID} busy={set.isPending}>
            {text.save}
          </Button>
        </>
      }
    >
      <form id={FORM_ID} onSubmit={submit} novalidate class="grid grid-cols-[minmax(0,1fr)] gap-4">
        <p class="text-ink-2">{text.lead}</p>
        <Field
          label={text.address}
          type="email"
          autocomplete="email"
          value={typed()}
          error={isOfField() ? sentenceOf(set.error) : undefined}
          onInput={(event) => {
            setTyped(event.currentTarget.value)
            set.reset()
          }}
        />
        <Show when={set.isError && !isOfField()}>
          <Note tone="bad" role="alert" text={sentenceOf(set.error)} />
        </Show>
      </form>
    </Dialog>
  )
}
