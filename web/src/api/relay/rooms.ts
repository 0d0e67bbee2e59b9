import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { createOnce } from "~/api/server/once"
import { useQuery } from "~/api/server/query"
import type { components } from "../schema.gen"

export type Room = components["schemas"]["Room"]
export type NewRoom = components["schemas"]["NewRoom"]
export type RoomSettings = components["schemas"]["RoomSettings"]

/** Interval of reading rooms while the page is visible: changes on the relay itself send no event. */
const LOOK_AGAIN_MS = 15_000

/** The rooms of a relay, also the hidden ones. */
export const useRooms = (asked: () => { id: string; enabled: boolean }) => useQuery(() => roomsQuery(asked()))

const roomsQuery = ({ id, enabled }: { id: string; enabled: boolean }) =>
  queryOptions({
    queryKey: keys.relayRooms(id),
    queryFn: async () => (await unwrap(api.GET("/relays/{id}/rooms", { params: { path: { id } } }))).rooms,
    enabled,
    refetchInterval: LOOK_AGAIN_MS,
  })

/** Creates a room. Repeating the same request after a lost response creates no second one. */
export function useCreateRoom(id: () => string) {
  const refresh = useRefresh(id)
  const once = createOnce()
  return useMutation(() => ({
    mutationFn: (body: NewRoom) =>
      once(body, (header) => unwrap(api.POST("/relays/{id}/rooms", { params: { path: { id: id() }, header }, body }))),
    onSuccess: refresh,
  }))
}

/** Changes the settings of a room. */
export function useUpdateRoom(id: () => string) {
  const refresh = useRefresh(id)
  return useMutation(() => ({
    mutationFn: ({ room, ...body }: RoomSettings & { room: string }) =>
      unwrap(api.PATCH("/relays/{id}/rooms/{room}", { params: { path: { id: id(), room } }, body })),
    onSuccess: refresh,
  }))
}

/** Deletes a room with all its messages. */
export function useDeleteRoom(id: () => string) {
  const refresh = useRefresh(id)
  return useMutation(() => ({
    mutationFn: (room: string) =>
      unwrap(api.DELETE("/relays/{id}/rooms/{room}", { params: { path: { id: id(), room } } })),
    onSuccess: refresh,
  }))
}

type InRoom = { id: string; room: string }

/** The members of a room. */
export const useRoomMembers = (asked: () => InRoom & { enabled: boolean }) => useQuery(() => membersQuery(asked()))

const membersQuery = ({ id, room, enabled }: InRoom & { enabled: boolean }) =>
  queryOptions({
    queryKey: keys.roomMembers(id, room),
    queryFn: async () =>
      (await unwrap(api.GET("/relays/{id}/rooms/{room}/members", { params: { path: { id, room } } }))).members,
    enabled,
    refetchInterval: LOOK_AGAIN_MS,
  })

export function useAddRoomMember(asked: () => InRoom) {
  const keep = useKeep(asked)
  return useMutation(() => ({
    mutationFn: (pubkey: string) =>
      unwrap(api.PUT("/relays/{id}/rooms/{room}/members/{pubkey}", { params: { path: { ...asked(), pubkey } } })),
    onSuccess: keep,
  }))
}

export function useRemoveRoomMember(asked: () => InRoom) {
  const keep = useKeep(asked)
  return useMutation(() => ({
    mutationFn: (pubkey: string) =>
      unwrap(api.DELETE("/relays/{id}/rooms/{room}/members/{pubkey}", { params: { path: { ...asked(), pubkey } } })),
    onSuccess: keep,
  }))
}

/** Stores the members of a response, and reloads the rooms, whose counts changed. */
function useKeep(asked: () => InRoom) {
  const client = useQueryClient()
  const refresh = useRefresh(() => asked().id)
  return async (answer: { members: string[] }) => {
    const { id, room } = asked()
    client.setQueryData(keys.roomMembers(id, room), answer.members)
    await refresh()
  }
}

function useRefresh(id: () => string) {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.relayRooms(id()), exact: true }),
      client.invalidateQueries({ queryKey: keys.relayActivity(id()) }),
    ])
}
