import Pencil from "lucide-solid/icons/pencil"
import Trash from "lucide-solid/icons/trash"
import Users from "lucide-solid/icons/users"
import { createEffect, createSignal, For, on, Show } from "solid-js"
import { type Room, useDeleteRoom } from "~/api/relay/rooms"
import type { Relay } from "~/domain/relay/relay"
import { inNameOrder, roomRules } from "~/domain/relay/rooms"
import { text as words } from "~/features/rooms/words/en/rooms"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { Menu, type MenuItem } from "~/ui/overlay/menu"
import { toast } from "~/ui/overlay/toast"
import { Table, Td, Th, Tr } from "~/ui/table"
import { RoomForm } from "./room-form"
import { RoomMembers } from "./room-members"

/** Rows shown at first and added at a time. */
const SHOWN_AT_ONCE = 50

type Asked = { what: "edit" | "members" | "delete"; room: Room }

const nameOf = (room: Room) => room.name || words.noName

/** Rooms as rows; on phones as cards. Asks before a deletion. */
export function RoomTable(props: { relay: Relay; rooms: readonly Room[]; manage: boolean }) {
  const [limit, setLimit] = createSignal(SHOWN_AT_ONCE)
  const [asked, setAsked] = createSignal<Asked>()
  const [last, setLast] = createSignal<Asked>()
  createEffect(on(asked, (now) => now && setLast(now)))
  const rows = () => inNameOrder(props.rooms).slice(0, limit())
  const opened = (what: Asked["what"]) => asked()?.what === what
  const close = () => setAsked(undefined)
  const remove = useDeleteRoom(() => props.relay.id)
  const menu = (room: Room): MenuItem[] => [
    { label: words.showMembers, icon: Users, onSelect: () => setAsked({ what: "members", room }) },
    { label: words.edit, icon: Pencil, onSelect: () => setAsked({ what: "edit", room }) },
    "rule",
    { label: words.delete, icon: Trash, danger: true, onSelect: () => setAsked({ what: "delete", room }) },
  ]
  const confirm = async () => {
    const room = last()?.room
    if (!room) return
    await remove.mutateAsync(room.id)
    toast({ tone: "plain", text: words.confirm.done(nameOf(room)) })
  }
  return (
    <div>
      <Card bare>
        <Table
          label={words.table}
          head={
            <>
              <Th>{words.room}</Th>
              <Th>{words.access}</Th>
              <Th end>{words.members}</Th>
              <Show when={props.manage}>
                <Th>
                  <span class="sr-only">{words.actions}</span>
                </Th>
              </Show>
            </>
          }
        >
          <For each={rows()}>
            {(room) => (
              <Tr>
                <Td>
                  <span class="min-w-0 break-words">
                    <bdi class="block font-semibold">{nameOf(room)}</bdi>
                    <bdi class="block text-ink-2 text-small empty:hidden">{room.about}</bdi>
                  </span>
                </Td>
                <Td label={words.access}>
                  <span class="grid min-w-0 text-small">
                    <For each={roomRules(room)}>{(rule) => <span>{words.rules[rule]}</span>}</For>
                  </span>
                </Td>
                <Td label={words.members} end>
                  {room.member_count.toLocaleString("en-US")}
                </Td>
                <Show when={props.manage}>
                  <Td end>
                    <Menu label={words.actionsFor(nameOf(room))} kind="quiet" size="small" items={menu(room)} />
                  </Td>
                </Show>
              </Tr>
            )}
          </For>
        </Table>
      </Card>
      <p class="mt-3 text-ink-3 text-small tabular-nums empty:hidden" aria-live="polite">
        {words.shown(rows().length, props.rooms.length)}
      </p>
      <Show when={props.rooms.length > limit()}>
        <Button class="mt-3" onClick={() => setLimit(limit() + SHOWN_AT_ONCE)}>
          {words.more}
        </Button>
      </Show>
      <Show when={last()}>
        {(ask) => (
          <>
            <MountOnOpen open={opened("edit")}>
              <RoomForm relay={props.relay} room={ask().room} open={opened("edit")} onClose={close} />
            </MountOnOpen>
            <MountOnOpen open={opened("members")}>
              <RoomMembers
                relay={props.relay}
                room={ask().room.id}
                name={nameOf(ask().room)}
                open={opened("members")}
                onClose={close}
              />
            </MountOnOpen>
            <Confirm
              open={opened("delete")}
              onClose={close}
              danger
              title={words.confirm.title(nameOf(ask().room))}
              text={words.confirm.text}
              confirmLabel={words.confirm.confirm}
              cancelLabel={words.confirm.cancel}
              onConfirm={confirm}
            />
          </>
        )}
      </Show>
    </div>
  )
}
