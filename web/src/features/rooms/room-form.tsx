import { createEffect, createSignal, For, on, Show } from "solid-js"
import { createStore } from "solid-js/store"
import { type Room, useCreateRoom, useUpdateRoom } from "~/api/relay/rooms"
import { ApiError } from "~/api/server/client"
import type { Relay } from "~/domain/relay/relay"
import { ROOM_FLAGS, type RoomFlag } from "~/domain/relay/rooms"
import { text } from "~/features/rooms/words/en/rooms"
import { Button } from "~/ui/form/button"
import { Checkbox } from "~/ui/form/check"
import { Field, TextArea } from "~/ui/form/field"
import { Dialog } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"

const words = text.form
const NAME_MAX = 100
const ABOUT_MAX = 1_000
const FORM = "room-form"

type Wanted = Record<RoomFlag, 0 | 1> & { name: string; about: string }
type Problems = { name?: string; about?: string; form?: string }

const wantedOf = (room: Room | undefined): Wanted => ({
  name: room?.name ?? "",
  about: room?.about ?? "",
  private: room?.private ?? 0,
  hidden: room?.hidden ?? 0,
  closed: room?.closed ?? 0,
  restricted: room?.restricted ?? 0,
  livekit: room?.livekit ?? 0,
})

/** Creates a room, or changes one. Errors are shown at their field, and the input stays. */
export function RoomForm(props: { relay: Relay; room?: Room | undefined; open: boolean; onClose: () => void }) {
  const [wanted, setWanted] = createStore(wantedOf(props.room))
  const [problems, setProblems] = createSignal<Problems>({})
  const create = useCreateRoom(() => props.relay.id)
  const update = useUpdateRoom(() => props.relay.id)
  const busy = () => create.isPending || update.isPending
  const flags = () => ROOM_FLAGS.filter((flag) => flag !== "livekit" || offersCalls())
  const offersCalls = () => props.relay.livekit_enabled === 1 || props.room?.livekit === 1
  let name: HTMLInputElement | undefined

  createEffect(
    on(
      () => props.open,
      (open) => {
        if (!open) return
        setWanted(wantedOf(props.room))
        setProblems({})
      },
    ),
  )
  const refuse = (found: Problems) => {
    setProblems(found)
    if (found.name) name?.focus()
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    if (busy()) return
    const found = problemsOf(wanted)
    if (Object.keys(found).length > 0) return refuse(found)
    setProblems({})
    const body = { ...wanted, name: wanted.name.trim(), about: wanted.about.trim() }
    const { room } = props
    try {
      await (room ? update.mutateAsync({ ...body, room: room.id }) : create.mutateAsync(body))
    } catch (error) {
      return refuse(problemsIn(error))
    }
    toast({ tone: "ok", text: (room ? words.saved : words.created)(body.name) })
    props.onClose()
  }
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={props.room ? words.editTitle : words.createTitle}
      busy={busy()}
      footer={
        <>
          <Button disabled={busy()} onClick={() => props.onClose()}>
            {words.cancel}
          </Button>
          <Button kind="primary" type="submit" form={FORM} busy={busy()}>
            {props.room ? words.save : words.create}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} novalidate class="grid gap-4">
        <Field
          ref={name}
          label={words.name}
          error={problems().name}
          value={wanted.name}
          autocomplete="off"
          onInput={(event) => {
            setWanted("name", event.currentTarget.value)
            setProblems({})
          }}
        />
        <TextArea
          label={words.about}
          optional
          error={problems().about}
          value={wanted.about}
          onInput={(event) => {
            setWanted("about", event.currentTarget.value)
            setProblems({})
          }}
        />
        <fieldset class="grid gap-3">
          <legend class="mb-2 font-label">{words.access}</legend>
          <For each={flags()}>
            {(flag) => (
              <Checkbox
                label={words[flag]}
                help={words[`${flag}Help`]}
                checked={wanted[flag] === 1}
                onChange={(checked) => setWanted(flag, checked ? 1 : 0)}
              />
            )}
          </For>
        </fieldset>
        <Show when={problems().form}>{(sentence) => <Note tone="bad" role="alert" text={sentence()} />}</Show>
      </form>
    </Dialog>
  )
}

function problemsOf(wanted: Wanted): Problems {
  const name = wanted.name.trim()
  return {
    ...(name === "" && { name: words.nameMissing }),
    ...(name.length > NAME_MAX && { name: words.nameTooLong }),
    ...(wanted.about.trim().length > ABOUT_MAX && { about: words.aboutTooLong }),
  }
}

function problemsIn(error: unknown): Problems {
  const field = error instanceof ApiError ? error.field : undefined
  return { [field === "name" || field === "about" ? field : "form"]: sentenceOf(error) }
}
