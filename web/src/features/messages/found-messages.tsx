import { useSearchParams } from "@solidjs/router"
import { createEffect, createSignal, Match, on, onCleanup, Show, Switch } from "solid-js"
import { useProfiles } from "~/api/profiles"
import { type Message, useMessages } from "~/api/relay/messages"
import { shortId } from "~/domain/nostr"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/messages/words/en/messages"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { SearchField } from "~/ui/form/search-field"
import { NoMatches } from "~/ui/state/no-matches"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { SkeletonRows } from "~/ui/state/skeleton"
import { ById } from "./by-id"
import { MessageView } from "./message-view"

const words = text.show

/** Delay after typing before the relay is searched, in milliseconds. */
const TYPING_MS = 400

/** The longest search that a relay takes, in characters. */
const SEARCH_MAX = 256

/** A search over all messages of a relay. Without a search, the newest messages. */
export function FoundMessages(props: { relay: Relay; manage: boolean; onRemove: (message: Message) => void }) {
  const [address, setAddress] = useSearchParams<{ q?: string }>()
  const search = () => (address.q ?? "").trim().slice(0, SEARCH_MAX)
  const find = (q: string) => setAddress({ q: q || undefined }, { replace: true })
  const found = useMessages(() => ({ id: props.relay.id, search: search(), enabled: true }))
  const rows = () => (found.isPending ? undefined : found.data?.pages.flatMap((page) => page.events))
  const profile = useProfiles(() => rows()?.map(({ pubkey }) => pubkey) ?? [])
  const nameOf = (pubkey: string) => profile(pubkey)?.name ?? shortId(pubkey)
  return (
    <Card title={words.title}>
      <p class="text-ink-2 text-small">{words.text}</p>
      <Find search={search()} onFind={find} />
      <div class="mt-4" aria-busy={found.isFetching}>
        <Switch>
          <Match when={rows()?.length === 0 && search()}>
            <NoMatches text={words.noMatches(search())} onClear={() => find("")} />
          </Match>
          <Match when={rows()?.length === 0}>
            <Note title={words.empty} text={words.emptyText} />
          </Match>
          <Match when={rows()}>
            {(messages) => (
              <>
                <ul aria-label={words.list} class="divide-y divide-line">
                  <ById rows={messages()}>
                    {(message) => (
                      <li class="flex flex-wrap items-start gap-x-4 gap-y-2 py-3">
                        <MessageView message={message()} profile={profile(message().pubkey)} />
                        <Show when={props.manage}>
                          <Button
                            size="small"
                            class="ml-auto"
                            aria-label={words.removeFor(nameOf(message().pubkey))}
                            onClick={() => props.onRemove(message())}
                          >
                            {words.remove}
                          </Button>
                        </Show>
                      </li>
                    )}
                  </ById>
                </ul>
                <p class="mt-3 text-ink-3 text-small tabular-nums" aria-live="polite">
                  {words.shown(messages().length, found.hasNextPage)}
                </p>
                <Show when={found.hasNextPage}>
                  <Button class="mt-3" busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                    {words.more}
                  </Button>
                </Show>
              </>
            )}
          </Match>
          <Match when={found.isError}>
            <ProblemNote error={found.error} onRetry={() => found.refetch()} />
          </Match>
          <Match when={found.isPending}>
            <SkeletonRows count={4} round />
          </Match>
        </Switch>
      </div>
    </Card>
  )
}

function Find(props: { search: string; onFind: (search: string) => void }) {
  const [typed, setTyped] = createSignal(props.search)
  let waiting: ReturnType<typeof setTimeout> | undefined
  let told = props.search
  createEffect(
    on(
      () => props.search,
      (search) => {
        // The address changed by navigation or by "Clear filters". Text that is being typed stays.
        if (search !== told) setTyped(search)
        told = search
      },
    ),
  )
  onCleanup(() => clearTimeout(waiting))
  const find = (search: string) => {
    setTyped(search)
    clearTimeout(waiting)
    waiting = setTimeout(() => {
      told = search.trim().slice(0, SEARCH_MAX)
      props.onFind(told)
    }, TYPING_MS)
  }
  return <SearchField class="mt-4 w-full sm:max-w-96" label={words.find} value={typed()} onInput={find} />
}
