import { createEffect, createSignal, type JSX, on, Show } from "solid-js"
import { text as words } from "~/i18n/en/ui"
import { Button } from "~/ui/form/button"
import { Field, TextArea } from "~/ui/form/field"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"
import { Dialog } from "./dialog"

/**
 * Asks before an action, names object and consequence, and stays open while it runs. Shows a refusal inside; closes
 * after success.
 */
export function Confirm(props: {
  open: boolean
  onClose: () => void
  title: JSX.Element
  text: JSX.Element
  confirmLabel: string
  cancelLabel?: string | undefined
  danger?: boolean | undefined
  /** A word to write before it can be done: for what cannot be undone. */
  typed?: string | undefined
  /** Asks for a reason under this label, and does nothing without one. */
  reason?: { label: string; help?: string; missing: string } | undefined
  /** More to fill in, above the reason. */
  children?: JSX.Element
  /** Looks at what else is to be filled in; nothing is done unless it is right. */
  check?: (() => boolean) | undefined
  /** What it returns is waited for. */
  onConfirm: (reason: string) => unknown
}) {
  let form: HTMLFormElement | undefined
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal("")
  const [typed, setTyped] = createSignal("")
  const [reason, setReason] = createSignal("")
  const [asked, setAsked] = createSignal(false)
  createEffect(
    on(
      () => props.open,
      () => {
        setProblem("")
        setTyped("")
        setReason("")
        setAsked(false)
      },
    ),
  )
  const ready = () => (!props.typed || typed().trim() === props.typed) && (!props.reason || reason().trim() !== "")

  const confirm = async () => {
    setAsked(true)
    if (busy()) return
    const isRight = props.check?.() ?? true
    if (!isRight || !ready()) return void form?.querySelector<HTMLElement>("[aria-invalid]")?.focus()
    setBusy(true)
    setProblem("")
    try {
      await props.onConfirm(reason().trim())
      props.onClose()
    } catch (error) {
      setProblem(sentenceOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={props.title}
      busy={busy()}
      bare
      footer={
        <>
          <Button
            data-autofocus={props.typed || props.reason ? undefined : ""}
            disabled={busy()}
            onClick={() => props.onClose()}
          >
            {props.cancelLabel ?? words.cancel}
          </Button>
          <Button
            kind={props.danger ? "bad-solid" : "primary"}
            busy={busy()}
            disabled={Boolean(props.typed) && !ready()}
            onClick={confirm}
          >
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        class="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          confirm()
        }}
      >
        <div class="text-ink-2">{props.text}</div>
        {props.children}
        <Show when={props.reason}>
          {(asks) => (
            <TextArea
              label={asks().label}
              help={asks().help}
              error={asked() && !reason().trim() ? asks().missing : undefined}
              value={reason()}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </Show>
        <Show when={props.typed}>
          {(word) => (
            <Field
              label={<Typed word={word()} />}
              value={typed()}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          )}
        </Show>
        <Show when={problem()}>
          <Note tone="bad" role="alert" text={problem()} />
        </Show>
      </form>
    </Dialog>
  )
}

function Typed(props: { word: string }) {
  const parts = () => words.typeToConfirm(props.word)
  return (
    <>
      {parts()[0]}
      <b class="font-semibold">{parts()[1]}</b>
      {parts()[2]}
    </>
  )
}
