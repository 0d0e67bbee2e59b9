// Rooms and pictures on `./caravel` with the libraries of the clients: welshman, which Flotilla is made of, and
// blossom-client-sdk. Both are unmodified and have no knowledge of this program.
import "../support/localhost.mjs"
import assert from "node:assert/strict"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import {
  AuthStatus,
  defaultSocketPolicies,
  makeSocketPolicyAuth,
  Pool,
  PublishStatus,
  publishOne,
  requestOne,
  Socket,
} from "@welshman/net"
import {
  getBlob,
  makeBlossomAuthEvent,
  makeEvent,
  makeRoomAddMemberEvent,
  makeRoomCreateEvent,
  makeRoomEditEvent,
  makeRoomJoinEvent,
  makeRoomMeta,
  readRoomMeta,
  uploadBlob,
} from "@welshman/util"
import { Actions, createDeleteAuth, createDownloadAuth, createListAuth, createUploadAuth } from "blossom-client-sdk"
import { Caravel, temporaryFolder } from "../support/caravel.mjs"
import { Api, Person, until } from "../support/people.mjs"

// A picture of one pixel.
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
)
const lounge = makeRoomMeta({ h: "lounge", name: "Lounge" })
const board = makeRoomMeta({ h: "board", name: "Board", isPrivate: true, isClosed: true })

// A person with a client that is built on welshman.
class Client {
  constructor(person, url) {
    this.person = person
    this.url = url
    const policies = [...defaultSocketPolicies, makeSocketPolicyAuth({ sign: person.sign, shouldAuth: () => true })]
    this.pool = new Pool({ makeSocket: (address) => new Socket(address, policies) })
    this.context = { pool: this.pool }
  }

  // Flotilla joins when it has said who it is: an earlier request would be refused and not repeated.
  async signIn() {
    const socket = this.pool.get(this.url)
    socket.attemptToOpen()
    await until(() => socket.auth.status === AuthStatus.Ok, "the authentication")
  }

  async publish(template) {
    const event = await this.person.sign(template)
    const { status, detail } = await publishOne({ event, relay: this.url, context: this.context, timeout: 20_000 })
    return { event, accepted: status === PublishStatus.Success, detail }
  }

  async publishes(template) {
    const { event, accepted, detail } = await this.publish(template)
    assert.ok(accepted, detail)
    return event
  }

  stored(...filters) {
    return requestOne({ relay: this.url, filters, context: this.context, autoClose: true })
  }

  close() {
    this.pool.clear()
  }
}

const owner = new Person()
const friend = new Person()
let data
let caravel
let server
let atOwner
let atFriend

before(async () => {
  data = await temporaryFolder()
  const plans = join(data.folder, "plans.json")
  await writeFile(
    plans,
    JSON.stringify([{ id: "free", name: "Free", amount: 0, members: 10, blossom: true, livekit: false }]),
  )
  caravel = await Caravel.start({ DATA_DIR: data.folder, PLANS_FILE: plans })
  const api = new Api(caravel.url, owner)
  const created = await api.call("POST", "/relays", {
    tenant_pubkey: owner.pubkey,
    subdomain: "rooms",
    plan_id: "free",
    info_name: "Rooms",
  })
  await until(async () => {
    const { data } = await api.call("GET", `/relays/${created.data.id}`)
    return data.synced === 1 && data.provisioning === "active"
  }, "the relay to be active")
  server = `http://rooms.localhost:${caravel.enginePort}`
  atOwner = new Client(owner, `${caravel.relayUrl("rooms")}/`)
  atFriend = new Client(friend, `${caravel.relayUrl("rooms")}/`)
})

after(async () => {
  atOwner?.close()
  atFriend?.close()
  await caravel?.stop()
  await data?.remove()
})

describe("a community in Flotilla's library", () => {
  it("has rooms that its owner creates", async () => {
    for (const room of [lounge, board]) {
      await atOwner.publishes(makeRoomCreateEvent(room))
      await atOwner.publishes(makeRoomEditEvent(room))
    }
    const rooms = (await atOwner.stored({ kinds: [39000] })).map(readRoomMeta)
    assert.deepEqual(rooms.map(({ h, name }) => `${h} ${name}`).toSorted(), ["board Board", "lounge Lounge"])
    assert.ok(rooms.find(({ h }) => h === "board").isPrivate)
  })

  it("is joined by invite", async () => {
    const [invite] = await atOwner.stored({ kinds: [28935] })
    const claim = invite.tags.find(([name]) => name === "claim")[1]
    await atFriend.signIn()
    await atFriend.publishes(makeEvent(28934, { tags: [["claim", claim]] }))
    const rooms = (await atFriend.stored({ kinds: [39000] })).map(readRoomMeta)
    assert.deepEqual(rooms.map(({ h }) => h).toSorted(), ["board", "lounge"])
  })

  it("takes a message in a room, which others find and search", async () => {
    await atFriend.publishes(makeRoomJoinEvent(lounge))
    const message = await atFriend.publishes(makeEvent(9, { content: "A harbour at dawn", tags: [["h", "lounge"]] }))
    const ids = async (filter) => (await atOwner.stored(filter)).map(({ id }) => id)
    assert.deepEqual(await ids({ kinds: [9], "#h": ["lounge"] }), [message.id])
    assert.deepEqual(await ids({ kinds: [9], search: "harbour dawn" }), [message.id])
    const [members] = await atOwner.stored({ kinds: [39002], "#d": ["lounge"] })
    assert.ok(members.tags.some(([name, pubkey]) => name === "p" && pubkey === friend.pubkey))
  })

  it("refuses a wrong invite, and those who have none", async () => {
    const outside = new Client(new Person(), atFriend.url)
    await outside.signIn()
    const wrong = await outside.publish(makeEvent(28934, { tags: [["claim", "a guess"]] }))
    assert.equal(wrong.accepted, false)
    assert.deepEqual(await outside.stored({ kinds: [39000] }, { kinds: [9] }), [])
    const refused = await outside.publish(makeEvent(9, { content: "hello", tags: [["h", "lounge"]] }))
    assert.equal(refused.accepted, false)
    outside.close()
  })

  it("keeps a private room from those who are not in it", async () => {
    const secret = await atOwner.publishes(makeEvent(9, { content: "The harbour is for sale", tags: [["h", "board"]] }))
    assert.deepEqual(await atFriend.stored({ kinds: [9], "#h": ["board"] }), [])
    assert.deepEqual(await atFriend.stored({ ids: [secret.id] }), [])
    assert.equal((await atFriend.stored({ kinds: [9], search: "harbour" })).length, 1)
    const refused = await atFriend.publish(makeEvent(9, { content: "hello", tags: [["h", "board"]] }))
    assert.equal(refused.accepted, false)
    assert.match(refused.detail, /you are not a member of that group/)
    await atOwner.publishes(makeRoomAddMemberEvent(board, friend.pubkey))
    assert.deepEqual((await atFriend.stored({ kinds: [9], "#h": ["board"] })).map(({ id }) => id), [secret.id])
  })
})

describe("pictures of a community", () => {
  it("are uploaded with Flotilla's library and seen by a second member", async () => {
    const hash = Buffer.from(await crypto.subtle.digest("SHA-256", PICTURE)).toString("hex")
    const authEvent = await friend.sign(makeBlossomAuthEvent({ action: "upload", server, hashes: [hash] }))
    const answer = await uploadBlob(server, new Blob([PICTURE], { type: "image/png" }), { authEvent })
    assert.equal(answer.status, 200, answer.headers.get("x-reason"))
    const descriptor = await answer.json()
    assert.equal(descriptor.sha256, hash)
    assert.equal(descriptor.type, "image/png")
    const getting = await owner.sign(makeBlossomAuthEvent({ action: "get", server, hashes: [hash] }))
    const got = await getBlob(server, hash, { authEvent: getting })
    assert.equal(got.headers.get("x-content-type-options"), "nosniff")
    assert.deepEqual(Buffer.from(await got.arrayBuffer()), PICTURE)
  })

  it("are uploaded, listed and deleted with blossom-client-sdk", async () => {
    const text = new Blob(["the minutes of the last meeting"], { type: "text/plain" })
    const upload = await createUploadAuth(owner.sign, text)
    const { sha256, size } = await Actions.uploadBlob(server, text, { auth: upload })
    assert.equal(size, text.size)
    const listing = await createListAuth(owner.sign)
    const listed = await Actions.listBlobs(server, owner.pubkey, { auth: listing })
    assert.deepEqual(listed.map((blob) => blob.sha256), [sha256])
    const answer = await Actions.downloadBlob(server, sha256, { auth: await createDownloadAuth(friend.sign, sha256) })
    assert.equal(await answer.text(), "the minutes of the last meeting")
    assert.ok(await Actions.deleteBlob(server, sha256, { auth: await createDeleteAuth(owner.sign, sha256) }))
    assert.deepEqual(await Actions.listBlobs(server, owner.pubkey, { auth: listing }), [])
  })

  it("are posted in a room and seen there by a second member", async () => {
    const picture = new Blob([PICTURE, Buffer.from("of the room")], { type: "image/png" })
    const upload = await createUploadAuth(friend.sign, picture)
    const { url, sha256 } = await Actions.uploadBlob(server, picture, { auth: upload })
    const imeta = ["imeta", `url ${url}`, `x ${sha256}`, "m image/png"]
    const message = await atFriend.publishes(makeEvent(9, { content: url, tags: [["h", "lounge"], imeta] }))
    const [seen] = await atOwner.stored({ ids: [message.id] })
    const hash = seen.tags.find(([name]) => name === "imeta").find((part) => part.startsWith("x ")).slice(2)
    const got = await Actions.downloadBlob(server, hash, { auth: await createDownloadAuth(owner.sign, hash) })
    assert.deepEqual(Buffer.from(await got.arrayBuffer()), Buffer.from(await picture.arrayBuffer()))
  })

  it("are refused from a stranger", async () => {
    const stranger = new Person()
    const spam = new Blob(["spam"])
    await assert.rejects(Actions.uploadBlob(server, spam, { auth: await createUploadAuth(stranger.sign, spam) }), /unauthorized/)
  })
})
