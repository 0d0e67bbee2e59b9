import { createSignal, Show } from "solid-js"
import { text as words } from "~/features/relay-overview/words/en/inside"
import { Button } from "~/ui/form/button"
import { TextArea } from "~/ui/form/field"
import { Select } from "~/ui/form/select"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"

const TEXT_CHARACTERS_MAX = 2_000

/** The form for a message, in one of the rooms if there are any. A refusal of the relay is shown as it is. */
export function PostMessage(props: {
  rooms: readonly { id: string; name: string }[]
  onPost: (content: string, room: string) => Promise<void>
}) {
  const [content, setContent] = createSignal("")
  const [room, setRoom] = createSignal<string>()
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal("")
  const [isMissing, setMissing] = createSignal(false)
  /** The first room until another is chosen. */
  const chosen = () => room() ?? props.rooms[0]?.id ?? ""
  const post = async (submitted: Event) => {
    submitted.preventDefault()
    if (busy()) return
    setMissing(content().trim() === "")
    if (isMissing()) return
    setBusy(true)
    setProblem("")
    try {
      await props.onPost(content().trim(), chosen())
      setContent("")
      toast({ tone: "ok", text: words.posted })
    } catch (refusal) {
      setProblem(sentenceOf(refusal))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={post} novalidate class="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Show when={props.rooms.length > 0}>
        <Select
          label={words.where}
          value={chosen()}
          options={[
            ...props.rooms.map(({ id, name }) => ({ value: id, label: name || id })),
            { value: "", label: words.everywhere },
          ]}
          onChange={setRoom}
        />
      </Show>
      <TextArea
        label={words.post}
        value={content()}
        maxlength={TEXT_CHARACTERS_MAX}
        error={isMissing() ? words.missing : undefined}
        onInput={(typed) => {
          setContent(typed.currentTarget.value)
          setMissing(false)
        }}
      />
      <Show when={problem()}>
        <Note tone="bad" role="alert" text={problem()} />
      </Show>
      <Button kind="primary" type="submit" busy={busy()} class="justify-self-start">
        {words.send}
      </Button>
    </form>
  )
}
