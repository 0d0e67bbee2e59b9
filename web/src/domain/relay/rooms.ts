import type { components } from "~/api/schema.gen"

type Room = components["schemas"]["Room"]

/** A property of a room that is on or off. */
export type RoomFlag = "private" | "hidden" | "closed" | "restricted" | "livekit"

/** The properties in the order of their importance. */
export const ROOM_FLAGS: readonly RoomFlag[] = ["private", "hidden", "closed", "restricted", "livekit"]

/** The rules to show for a room: one without limits is open. A closed room lets only its members post anyway. */
export function roomRules(room: Pick<Room, RoomFlag>): (RoomFlag | "open")[] {
  const on = ROOM_FLAGS.filter((flag) => room[flag] === 1 && !(flag === "restricted" && room.closed === 1))
  return on.some((flag) => flag !== "livekit") ? on : ["open", ...on]
}

/** Rooms by their names, so that a change moves nothing else. */
export const inNameOrder = <T extends Pick<Room, "id" | "name">>(rooms: readonly T[]): T[] =>
  rooms.toSorted((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id))
