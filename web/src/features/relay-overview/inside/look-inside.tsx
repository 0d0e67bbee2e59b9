import { createEffect, createSignal, For, Match, on, onCleanup, Show, Switch } from "solid-js"
import { useProfiles } from "~/api/profiles"
import { useRooms } from "~/api/relay/rooms"
import { RelaySession } from "~/auth/relay-session"
import { account, hasSigner, signerForAction } from "~/auth/session"
import type { SignedEvent } from "~/auth/signer"
import { shortId } from "~/domain/nostr"
import type { Relay } from "~/domain/relay/relay"
import { text as words } from "~/features/relay-overview/words/en/inside"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { Avatar } from "~/ui/picture/avatar"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { Time } from "~/ui/time"
import { PostMessage } from "./post-message"

/** Notes, chat messages, and threads (NIP-01, NIP-C7, NIP-7D). */
const KINDS = [1, 9, 11]
const SHOWN_MAX = 10
const TEXT_CHARACTERS_MAX = 500

type State = { is: "closed" | "opening" | "open" | "lost" } | { is: "failed"; why: string }

/** The newest messages of a relay, and a form for the next one. The browser reads them with the person's own key. */
export default function LookInside(props: { relay: Relay }) {
  const [state, setState] = createSignal<State>({ is: "closed" })
  const [events, setEvents] = createSignal<readonly SignedEvent[]>([])
  let session: RelaySession | undefined
  const rooms = useRooms(() => ({ id: props.relay.id, enabled: props.relay.groups_enabled === 1 }))
  const roomName = (id: string) => (rooms.isSuccess ? rooms.data.find((room) => room.id === id)?.name : undefined) || id
  const profile = useProfiles(() => events().map(({ pubkey }) => pubkey))
  const take = (event: SignedEvent) =>
    setEvents((known) =>
      known.some(({ id }) => id === event.id) || !KINDS.includes(event.kind)
        ? known
        : [...known, event].toSorted((a, b) => b.created_at - a.created_at).slice(0, SHOWN_MAX),
    )
  const open = async () => {
    setState({ is: "opening" })
    try {
      const signer = await signerForAction()
      session?.close()
      const filter = { kinds: KINDS, limit: SHOWN_MAX }
      const end = () => setState((now) => (now.is === "open" ? { is: "lost" } : now))
      session = await RelaySession.open(props.relay.url, signer, filter, { event: take, end })
      setState({ is: "open" })
    } catch (failure) {
      setState({ is: "failed", why: sentenceOf(failure) })
    }
  }
  // A key in this page's memory signs without asking. Extensions and signer apps ask, so they wait for a press.
  const isSilent = () => account()?.kind === "key" && hasSigner()
  createEffect(
    on(
      () => props.relay.id,
      () => {
        session?.close()
        setEvents([])
        setState({ is: "closed" })
        if (isSilent()) void open()
      },
    ),
  )
  onCleanup(() => session?.close())
  const failure = () => {
    const now = state()
    return now.is === "failed" ? now : undefined
  }
  const roomOf = (event: SignedEvent) => event.tags.find((tag) => tag[0] === "h")?.[1]
  return (
    <Card title={words.title}>
      <p class="text-ink-2 text-small">{words.lead}</p>
      <div class="mt-4 grid grid-cols-[minmax(0,1fr)] gap-4">
        <Switch>
          <Match when={state().is === "closed"}>
            <Button class="justify-self-start" onClick={() => void open()}>
              {account()?.kind === "key" ? words.unlock : words.look}
            </Button>
          </Match>
          <Match when={state().is === "opening"}>
            <Loading label={words.loading} class="grid gap-3">
              <Skeleton class="h-10 w-full" />
              <Skeleton class="h-10 w-2/3" />
            </Loading>
          </Match>
          <Match when={failure()}>
            {(failed) => (
              <Note
                tone="bad"
                role="alert"
                title={words.failed}
                text={failed().why}
                action={
                  <Button size="small" onClick={() => void open()}>
                    {words.again}
                  </Button>
                }
              />
            )}
          </Match>
          <Match when={true}>
            <Show when={events().length > 0} fallback={<p class="text-ink-2">{words.empty}</p>}>
              <ul aria-label={words.list} class="grid gap-3">
                <For each={events()}>
                  {(event) => (
                    <li class="flex min-w-0 items-start gap-3">
                      <Avatar
                        pubkey={event.pubkey}
                        name={profile(event.pubkey)?.name}
                        picture={profile(event.pubkey)?.picture}
                      />
                      <div class="min-w-0">
                        <p class="text-ink-2 text-small [overflow-wrap:anywhere]">
                          <bdi class="font-semibold text-control text-ink">
                            {profile(event.pubkey)?.name ?? shortId(event.pubkey)}
                          </bdi>
                          {" · "}
                          <Time at={event.created_at} />
                          <Show when={roomOf(event)}>
                            {(room) => (
                              <>
                                {" · "}
                                {words.room} <bdi translate="no">{roomName(room())}</bdi>
                              </>
                            )}
                          </Show>
                        </p>
                        <p dir="auto" class="line-clamp-6 whitespace-pre-line [overflow-wrap:anywhere]">
                          {event.content.slice(0, TEXT_CHARACTERS_MAX) || words.noText}
                        </p>
                      </div>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
            <Show
              when={state().is === "open"}
              fallback={
                <Note
                  tone="due"
                  text={words.lost}
                  action={
                    <Button size="small" onClick={() => void open()}>
                      {words.again}
                    </Button>
                  }
                />
              }
            >
              <PostMessage
                rooms={rooms.isSuccess && props.relay.groups_enabled === 1 ? rooms.data : []}
                onPost={async (content, room) => {
                  const tags = room ? [["h", room]] : []
                  const posted = await session?.publish({ kind: 9, tags, content })
                  if (posted) take(posted)
                }}
              />
            </Show>
          </Match>
        </Switch>
      </div>
    </Card>
  )
}
