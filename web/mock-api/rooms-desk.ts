import type { components } from "../src/api/schema.gen"
import type { MockDesk } from "./desk.ts"
import type { RelayRow } from "./objects.ts"
import { invalid, notFound, Problem } from "./problem.ts"
import type { Body } from "./rules.ts"
import { text } from "./rules.ts"
import type { Caller } from "./sign-in.ts"

type Room = components["schemas"]["Room"]
type Members = components["schemas"]["RoomMembers"]
type Stored = Omit<Room, "member_count"> & { members: string[] }

const NAME_MAX = 100
const ABOUT_MAX = 1_000
const FLAGS = ["private", "closed", "hidden", "restricted", "livekit"] as const
const OFF = { private: 0, closed: 0, hidden: 0, restricted: 0, livekit: 0 } as const

/** The relay that has rooms at first. */
const SEEDED = "lisbon-choir"

/** The rooms of relays: one relay has three at first, the others none. */
export class RoomsDesk {
  private readonly stored = new Map<string, Stored[]>()
  private made = 0

  constructor(private readonly desk: MockDesk) {}

  list(row: RelayRow): { rooms: Room[] } {
    return { rooms: this.of(row).map(shown) }
  }

  create(row: RelayRow, body: Body, caller: Caller): Room {
    const settings = settingsOf(body)
    if (settings.name === undefined) throw invalid("name", "Give the room a name.")
    const all = this.of(row)
    const id = `mockroom${++this.made}`
    const room: Stored = { ...OFF, about: "", ...settings, name: settings.name, id, members: [row.relay.tenant_pubkey] }
    all.unshift(room)
    this.did(row, caller, "create_room", room)
    return shown(room)
  }

  update(row: RelayRow, id: string, body: Body, caller: Caller): Room {
    const settings = settingsOf(body)
    const room = this.find(row, id)
    const before = JSON.stringify(room)
    Object.assign(room, settings)
    if (JSON.stringify(room) !== before) this.did(row, caller, "update_room", room)
    return shown(room)
  }

  remove(row: RelayRow, id: string, caller: Caller): { id: string } {
    const room = this.find(row, id)
    this.stored.set(
      row.relay.id,
      this.of(row).filter((one) => one !== room),
    )
    this.did(row, caller, "delete_room", room)
    return { id }
  }

  members(row: RelayRow, id: string): Members {
    return { members: this.find(row, id).members.toSorted() }
  }

  add(row: RelayRow, id: string, pubkey: string, caller: Caller): Members {
    const room = this.find(row, id, pubkey)
    if (!room.members.includes(pubkey)) {
      room.members.push(pubkey)
      this.did(row, caller, "add_room_member", room, { pubkey })
    }
    return this.members(row, id)
  }

  expel(row: RelayRow, id: string, pubkey: string, caller: Caller): Members {
    const room = this.find(row, id, pubkey)
    if (room.members.includes(pubkey)) {
      room.members = room.members.filter((one) => one !== pubkey)
      this.did(row, caller, "remove_room_member", room, { pubkey })
    }
    return this.members(row, id)
  }

  private did(row: RelayRow, caller: Caller, type: string, room: Stored, more: Record<string, unknown> = {}): void {
    this.desk.did(row, caller, type, { ...more, room: room.id, name: room.name })
  }

  private find(row: RelayRow, id: string, pubkey?: string): Stored {
    if (pubkey !== undefined && !/^[0-9a-f]{64}$/.test(pubkey)) throw invalid("pubkey", "That’s not a public key.")
    const room = this.of(row).find((one) => one.id === id)
    if (!room) throw notFound()
    return room
  }

  private of(row: RelayRow): Stored[] {
    this.desk.checkOnline(row)
    if (!row.relay.groups_enabled) {
      throw new Problem(409, "rooms-disabled", "Rooms are off for this relay. Turn them on in Settings first.")
    }
    const known = this.stored.get(row.relay.id)
    if (known) return known
    const rooms = row.relay.subdomain === SEEDED ? seeded(row) : []
    this.stored.set(row.relay.id, rooms)
    return rooms
  }
}

const seeded = (row: RelayRow): Stored[] => [
  { ...OFF, id: "lounge", name: "Lounge", about: "Everything that isn’t music", members: row.members.slice(0, 4) },
  { ...OFF, id: "board", name: "Board", about: "", private: 1, closed: 1, members: row.members.slice(0, 2) },
  { ...OFF, id: "surprise", name: "Farewell for Inês", about: "", hidden: 1, members: row.members.slice(0, 3) },
]

const shown = ({ members, ...room }: Stored): Room => ({ ...room, member_count: members.length })

function settingsOf(body: Body): Partial<Pick<Room, "name" | "about" | (typeof FLAGS)[number]>> {
  const name = text(body, "name", NAME_MAX)?.trim()
  const about = text(body, "about", ABOUT_MAX)?.trim()
  if (name === "") throw invalid("name", "Give the room a name.")
  const flags = FLAGS.flatMap((flag) => {
    const value = body[flag]
    if (value === undefined || value === null) return []
    if (value !== 0 && value !== 1) throw invalid(flag, "This must be 0 or 1.")
    return [[flag, value] as const]
  })
  return { ...(name !== undefined && { name }), ...(about !== undefined && { about }), ...Object.fromEntries(flags) }
}
