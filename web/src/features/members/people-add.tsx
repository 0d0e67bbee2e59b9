import { createEffect, createSignal, on } from "solid-js"
import { useAddMember, useBans } from "~/api/members"
import { useProfiles } from "~/api/profiles"
import { type KeyProblem, parseKey, shortId } from "~/domain/nostr"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/members/words/en/people"
import { Button } from "~/ui/form/button"
import { Field } from "~/ui/form/field"
import { Dialog } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { sentenceOf } from "~/ui/state/problem"

const words = text.add

/** Adds a person by their ID. Errors are shown at the field, and the input stays. */
export function AddPerson(props: { relay: Relay; open: boolean; onClose: () => void }) {
  const [typed, setTyped] = createSignal("")
  const [problem, setProblem] = createSignal("")
  const add = useAddMember(() => props.relay.id)
  const bans = useBans(() => ({ id: props.relay.id, enabled: props.open }))
  const key = () => {
    const parsed = parseKey(typed())
    return parsed.ok ? parsed.pubkey : undefined
  }
  const profile = useProfiles(() => [key()].flatMap((known) => known ?? []))
  const name = () => profile(key() ?? "")?.name
  const banned = () => !bans.isPending && (bans.data ?? []).some((ban) => ban.pubkey === key())
  let field: HTMLInputElement | undefined

  createEffect(
    on(
      () => props.open,
      (open) => {
        if (open) return
        setTyped("")
        setProblem("")
      },
    ),
  )
  const refuse = (sentence: string) => {
    setProblem(sentence)
    field?.focus()
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    const parsed = parseKey(typed())
    if (!parsed.ok) return refuse(words.problems[parsed.problem satisfies KeyProblem])
    setProblem("")
    try {
      const done = await add.mutateAsync(parsed.pubkey)
      if (!done.changed) return refuse(words.problems.member)
    } catch (error) {
      return refuse(sentenceOf(error))
    }
    toast({ tone: "ok", text: words.done(name() ?? shortId(parsed.pubkey)) })
    props.onClose()
  }
  const FORM = "add-person"

  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={words.title}
      busy={add.isPending}
      footer={
        <>
          <Button disabled={add.isPending} onClick={() => props.onClose()}>
            {words.cancel}
          </Button>
          <Button kind="primary" type="submit" form={FORM} busy={add.isPending}>
            {words.submit}
          </Button>
        </>
      }
    >
      <p class="mb-4 text-ink-2">{words.text}</p>
      <form id={FORM} onSubmit={submit} novalidate>
        <Field
          ref={field}
          label={words.label}
          help={banned() ? words.unban : words.help}
          good={!banned() && name() ? words.isThem(name() ?? "") : undefined}
          error={problem() || undefined}
          value={typed()}
          onInput={(event) => {
            setTyped(event.currentTarget.value)
            setProblem("")
          }}
          placeholder="npub1…"
          mono
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
        />
      </form>
    </Dialog>
  )
}
