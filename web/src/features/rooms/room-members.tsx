import { createEffect, createSignal, For, type JSX, Match, on, onCleanup, Show, Switch } from "solid-js"
import { useMembers } from "~/api/members"
import { useProfiles } from "~/api/profiles"
import { useAddRoomMember, useRemoveRoomMember, useRoomMembers } from "~/api/relay/rooms"
import { npub, parseKey, shortId } from "~/domain/nostr"
import type { Profile } from "~/domain/profile"
import { inOrder, matchesPerson } from "~/domain/relay/people"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/rooms/words/en/rooms"
import { Button } from "~/ui/form/button"
import { Field } from "~/ui/form/field"
import { Dialog } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { Avatar } from "~/ui/picture/avatar"
import { ProblemNote, sentenceOf } from "~/ui/state/problem"
import { SkeletonRows } from "~/ui/state/skeleton"
import { Tag } from "~/ui/state/tag"

const words = text.people

/** Rows shown at first and added at a time: each row fetches a picture. */
const SHOWN_AT_ONCE = 50
const SUGGESTIONS_MAX = 4

/** Members of the relay that one search reads. Those who are in the room already are left out of the suggestions. */
const FOUND_MAX = 50

/** Delay after typing before the relay is searched, in milliseconds. */
const TYPING_MS = 250

/** The longest search that the server takes, in characters. */
const SEARCH_MAX = 200

type InRoom = { relay: Relay; room: string; name: string; open: boolean; onClose: () => void }

/** The members of a room, with a field to add people and buttons to remove them. */
export function RoomMembers(props: InRoom) {
  const members = useRoomMembers(() => ({ id: props.relay.id, room: props.room, enabled: props.open }))
  const list = () => (members.isPending ? undefined : members.data)
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={words.title(props.name)}
      footer={<Button onClick={() => props.onClose()}>{words.close}</Button>}
    >
      <Switch>
        <Match when={list()}>
          {(known) => (
            <div class="grid gap-5">
              <AddToRoom {...props} members={known()} />
              <RoomList {...props} members={known()} />
            </div>
          )}
        </Match>
        <Match when={members.isError}>
          <ProblemNote error={members.error} onRetry={() => members.refetch()} />
        </Match>
        <Match when={members.isPending}>
          <SkeletonRows round count={3} />
        </Match>
      </Switch>
    </Dialog>
  )
}

/** Adds a member of the relay by name, or anyone by ID. */
function AddToRoom(props: InRoom & { members: readonly string[] }) {
  const [typed, setTyped] = createSignal("")
  const [problem, setProblem] = createSignal("")
  const add = useAddRoomMember(() => ({ id: props.relay.id, room: props.room }))
  const search = delayed(() => typed().trim().slice(0, SEARCH_MAX))
  const ask = (q: string) => ({ id: props.relay.id, enabled: props.open, q, limit: FOUND_MAX })
  const first = useMembers(() => ask(""))
  const found = useMembers(() => ask(search()))
  const members = (query: typeof first) => (query.isPending ? [] : (query.data?.members ?? []))
  // The relay knows the names that are stored on it. The browser knows more of them, of the first members.
  const known = () => [...new Set([...members(found), ...members(first)])]
  const key = () => {
    const parsed = parseKey(typed())
    return parsed.ok ? parsed.pubkey : undefined
  }
  const profile = useProfiles(() => [...known(), ...[key()].flatMap((one) => one ?? [])])
  const nameOf = (pubkey: string) => profile(pubkey)?.name ?? shortId(pubkey)
  const isFound = (pubkey: string) =>
    matchesPerson(typed(), pubkey, profile(pubkey)?.name) ||
    (search() === typed().trim() && members(found).includes(pubkey))
  const suggestions = () =>
    known()
      .filter((pubkey) => !props.members.includes(pubkey) && isFound(pubkey))
      .slice(0, SUGGESTIONS_MAX)
  const isOutsider = () =>
    key() !== undefined && search() === typed().trim() && found.isSuccess && !known().includes(key() ?? "")
  let field: HTMLInputElement | undefined

  const refuse = (sentence: string) => {
    setProblem(sentence)
    field?.focus()
  }
  const put = async (pubkey: string) => {
    setProblem("")
    try {
      await add.mutateAsync(pubkey)
    } catch (error) {
      return refuse(sentenceOf(error))
    }
    setTyped("")
    toast({ tone: "ok", text: words.added(nameOf(pubkey)) })
    field?.focus()
  }
  const submit = (event: Event) => {
    event.preventDefault()
    if (add.isPending) return
    const parsed = parseKey(typed())
    if (!parsed.ok) {
      const hasChoice = parsed.problem === "not-a-key" && suggestions().length > 0
      return refuse(words.problems[hasChoice ? "choose" : parsed.problem])
    }
    if (props.members.includes(parsed.pubkey)) return refuse(words.problems.member)
    void put(parsed.pubkey)
  }
  return (
    <div>
      <form onSubmit={submit} novalidate class="flex items-start gap-2">
        <Field
          ref={field}
          class="min-w-0 flex-1"
          label={words.find}
          help={isOutsider() ? words.outsider : words.help}
          good={!isOutsider() && key() && profile(key() ?? "")?.name ? words.isThem(nameOf(key() ?? "")) : undefined}
          error={problem() || undefined}
          value={typed()}
          onInput={(event) => {
            setTyped(event.currentTarget.value)
            setProblem("")
          }}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
        />
        <Button type="submit" class="mt-[26px]" busy={add.isPending}>
          {words.submit}
        </Button>
      </form>
      <Show when={suggestions().length > 0}>
        <ul class="mt-2 divide-y divide-line" aria-label={words.suggestions}>
          <For each={suggestions()}>
            {(pubkey) => (
              <Person pubkey={pubkey} profile={profile(pubkey)}>
                <Button
                  size="small"
                  aria-label={words.addFor(nameOf(pubkey))}
                  busy={add.isPending && add.variables === pubkey}
                  onClick={() => void put(pubkey)}
                >
                  {words.add}
                </Button>
              </Person>
            )}
          </For>
        </ul>
      </Show>
    </div>
  )
}

/** A value that follows another one as soon as it stays the same for a moment. */
function delayed(value: () => string): () => string {
  const [late, setLate] = createSignal(value())
  createEffect(() => {
    const next = value()
    const waiting = setTimeout(() => setLate(next), TYPING_MS)
    onCleanup(() => clearTimeout(waiting))
  })
  return late
}

function RoomList(props: InRoom & { members: readonly string[] }) {
  const [limit, setLimit] = createSignal(SHOWN_AT_ONCE)
  createEffect(
    on(
      () => props.room,
      () => setLimit(SHOWN_AT_ONCE),
    ),
  )
  const rows = () => inOrder(props.members, props.relay.tenant_pubkey, undefined).slice(0, limit())
  const profile = useProfiles(rows)
  const remove = useRemoveRoomMember(() => ({ id: props.relay.id, room: props.room }))
  const add = useAddRoomMember(() => ({ id: props.relay.id, room: props.room }))
  const nameOf = (pubkey: string) => profile(pubkey)?.name ?? shortId(pubkey)
  const failed = { onError: (error: unknown) => toast({ tone: "bad" as const, text: sentenceOf(error) }) }
  const takeOut = (pubkey: string) => {
    const name = nameOf(pubkey)
    const undo = { label: words.undo, onSelect: () => add.mutate(pubkey, failed) }
    remove.mutate(pubkey, {
      ...failed,
      onSuccess: () => toast({ tone: "plain", text: words.removed(name), action: undo }),
    })
  }
  return (
    <Show when={props.members.length > 0} fallback={<p class="text-ink-2">{words.none}</p>}>
      <section>
        <h3 class="font-semibold">{words.list}</h3>
        <ul class="divide-y divide-line">
          <For each={rows()}>
            {(pubkey) => (
              <Person pubkey={pubkey} profile={profile(pubkey)} owner={pubkey === props.relay.tenant_pubkey}>
                <Button
                  size="small"
                  aria-label={words.removeFor(nameOf(pubkey))}
                  busy={remove.isPending && remove.variables === pubkey}
                  onClick={() => takeOut(pubkey)}
                >
                  {words.remove}
                </Button>
              </Person>
            )}
          </For>
        </ul>
        <p class="mt-3 text-ink-3 text-small tabular-nums empty:hidden" aria-live="polite">
          {words.shown(rows().length, props.members.length)}
        </p>
        <Show when={props.members.length > limit()}>
          <Button class="mt-3" onClick={() => setLimit(limit() + SHOWN_AT_ONCE)}>
            {words.more}
          </Button>
        </Show>
      </section>
    </Show>
  )
}

function Person(props: { pubkey: string; profile: Profile | undefined; owner?: boolean; children: JSX.Element }) {
  return (
    <li class="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5">
      <Avatar pubkey={props.pubkey} name={props.profile?.name} picture={props.profile?.picture} />
      <span class="flex min-w-0 flex-1 basis-40 flex-wrap items-center gap-x-3 gap-y-1 break-words">
        <bdi class="min-w-0 break-words font-semibold text-control" title={npub(props.pubkey)}>
          {props.profile?.name ?? shortId(props.pubkey)}
        </bdi>
        <Show when={props.owner}>
          <Tag tone="sea">{words.owner}</Tag>
        </Show>
      </span>
      {props.children}
    </li>
  )
}
