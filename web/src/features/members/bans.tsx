import { For, Match, Show, Switch } from "solid-js"
import { useBans, useLiftBan } from "~/api/members"
import { useProfiles } from "~/api/profiles"
import { npub, shortId } from "~/domain/nostr"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/members/words/en/people"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { toast } from "~/ui/overlay/toast"
import { Avatar } from "~/ui/picture/avatar"
import { ProblemNote, sentenceOf } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"

const words = text.bans

/** The bans with reasons, and buttons to lift them. With moderation off they cannot be read. */
export function Bans(props: { relay: Relay; manage: boolean }) {
  const bans = useBans(() => ({ id: props.relay.id, enabled: props.manage }))
  const list = () => (bans.isPending ? undefined : bans.data)
  const profile = useProfiles(() => list()?.map((ban) => ban.pubkey) ?? [])
  const lift = useLiftBan(() => props.relay.id)
  const liftBan = (pubkey: string) =>
    lift.mutate(pubkey, {
      onSuccess: () => toast({ tone: "ok", text: words.lifted(profile(pubkey)?.name ?? shortId(pubkey)) }),
      onError: (error) => toast({ tone: "bad", text: sentenceOf(error) }),
    })
  return (
    <Show when={props.manage}>
      <Card title={words.title}>
        <Switch>
          <Match when={list()?.length === 0}>
            <p class="text-ink-2">{words.none}</p>
          </Match>
          <Match when={list()}>
            {(banned) => (
              <>
                <p class="text-ink-2 text-small">{words.text}</p>
                <ul class="mt-2 divide-y divide-line">
                  <For each={banned()}>
                    {(ban) => (
                      <li class="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 last:pb-0">
                        <Avatar
                          pubkey={ban.pubkey}
                          name={profile(ban.pubkey)?.name}
                          picture={profile(ban.pubkey)?.picture}
                        />
                        <div class="min-w-0 flex-1 basis-44 break-words">
                          <p class="font-semibold text-control">
                            <bdi title={npub(ban.pubkey)}>{profile(ban.pubkey)?.name ?? shortId(ban.pubkey)}</bdi>
                          </p>
                          <p class="text-ink-2 text-small">{ban.reason || words.noReason}</p>
                        </div>
                        <Button
                          size="small"
                          aria-label={words.liftFor(profile(ban.pubkey)?.name ?? shortId(ban.pubkey))}
                          busy={lift.isPending && lift.variables === ban.pubkey}
                          onClick={() => liftBan(ban.pubkey)}
                        >
                          {words.lift}
                        </Button>
                      </li>
                    )}
                  </For>
                </ul>
              </>
            )}
          </Match>
          <Match when={bans.isError}>
            <ProblemNote error={bans.error} onRetry={() => bans.refetch()} />
          </Match>
          <Match when={bans.isPending}>
            <Loading>
              <Skeleton class="h-4 w-1/2" />
            </Loading>
          </Match>
        </Switch>
      </Card>
    </Show>
  )
}
