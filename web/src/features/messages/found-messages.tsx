import { useSearchParams } from "@solidjs/router"
import { Match, Show, Switch } from "solid-js"
import { useProfiles } from "~/api/profiles"
import { type Message, useMessages } from "~/api/relay/messages"
import { shortId } from "~/domain/nostr"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/messages/words/en/messages"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { DelayedSearch } from "~/ui/form/delayed-search"
import { NoMatches } from "~/ui/state/no-matches"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { SkeletonRows } from "~/ui/state/skeleton"
import { ById } from "./by-id"
import { MessageView } from "./message-view"
import { useRoomNames } from "./room-names"

const words = text.show

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
  const roomName = useRoomNames(() => props.relay)
  const nameOf = (pubkey: string) => profile(pubkey)?.name ?? shortId(pubkey)
  return (
    <Card title={words.title}>
      <p class="text-ink-2 text-small">{words.text}</p>
      <DelayedSearch
        class="mt-4 w-full sm:max-w-96"
        label={words.find}
        search={search()}
        onFind={find}
        max={SEARCH_MAX}
      />
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
                        <MessageView message={message()} profile={profile(message().pubkey)} roomName={roomName} />
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
