import { useRooms } from "~/api/relay/rooms"
import type { Relay } from "~/domain/relay/relay"

/** The name of a room by its id; the id while the name is not known. */
export function useRoomNames(relay: () => Relay): (id: string) => string {
  const rooms = useRooms(() => ({ id: relay().id, enabled: relay().groups_enabled === 1 }))
  const list = () => (rooms.isPending ? undefined : rooms.data)
  return (id) => list()?.find((room) => room.id === id)?.name || id
}
