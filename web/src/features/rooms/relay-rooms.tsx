import Plus from "lucide-solid/icons/plus"
import { createSignal, Match, Show, Switch } from "solid-js"
import { type Room, useRooms } from "~/api/relay/rooms"
import { account } from "~/auth/session"
import { type Relay, relayCan, relayState } from "~/domain/relay/relay"
import { text as words } from "~/features/rooms/words/en/rooms"
import { paths } from "~/paths"
import { Button, LinkButton } from "~/ui/form/button"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { Empty } from "~/ui/state/empty"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { SkeletonRows } from "~/ui/state/skeleton"
import { RoomForm } from "./room-form"
import { RoomTable } from "./room-table"

/** The rooms of a relay, with buttons to create, change and delete them. */
export function RelayRooms(props: { relay: Relay }) {
  const online = () => relayState(props.relay) === "online"
  const hasRooms = () => props.relay.groups_enabled === 1
  const rooms = useRooms(() => ({ id: props.relay.id, enabled: online() && hasRooms() }))
  const list = () => (rooms.isPending ? undefined : rooms.data)
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-6">
      <Switch>
        <Match when={!hasRooms()}>
          <Note
            tone="sea"
            title={words.offTitle}
            text={words.offText}
            action={
              <LinkButton size="small" href={paths.editRelay(props.relay.id)}>
                {words.toSettings}
              </LinkButton>
            }
          />
        </Match>
        <Match when={props.relay.synced === 0}>
          <Note text={words.notYet} />
        </Match>
        <Match when={!online()}>
          <Note title={words.offline} text={words.offlineText} />
        </Match>
        <Match when={list()}>{(known) => <Loaded relay={props.relay} rooms={known()} />}</Match>
        <Match when={rooms.isError}>
          <ProblemNote error={rooms.error} onRetry={() => rooms.refetch()} />
        </Match>
        <Match when={rooms.isPending}>
          <SkeletonRows count={3} />
        </Match>
      </Switch>
    </div>
  )
}

function Loaded(props: { relay: Relay; rooms: readonly Room[] }) {
  const [creating, setCreating] = createSignal(false)
  const can = () => relayCan(props.relay, account()).edit
  const button = () => (
    <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>
      {words.create}
    </Button>
  )
  return (
    <>
      <Show
        when={props.rooms.length > 0}
        fallback={
          <Show when={can()} fallback={<Note text={words.emptyReadOnly} />}>
            <Empty title={words.emptyTitle} text={words.emptyText} action={button()} />
          </Show>
        }
      >
        <div class="flex flex-wrap items-center justify-between gap-x-10 gap-y-4">
          <p class="min-w-0 flex-1 basis-60 text-ink-2">{words.intro}</p>
          <Show when={can()}>{button()}</Show>
        </div>
        <RoomTable relay={props.relay} rooms={props.rooms} manage={can()} />
      </Show>
      <MountOnOpen open={creating()}>
        <RoomForm relay={props.relay} open={creating()} onClose={() => setCreating(false)} />
      </MountOnOpen>
    </>
  )
}
