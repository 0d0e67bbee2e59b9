// NDK (@nostr-dev-kit/ndk), unmodified, on a relay of `./caravel`: it connects, signs in, publishes, subscribes and has
// rooms.
import "../support/localhost.mjs"
import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import NDK, { NDKEvent, NDKPrivateKeySigner, NDKRelayAuthPolicies, NDKRelaySet, NDKSimpleGroup } from "@nostr-dev-kit/ndk"
import WebSocket from "ws"
import { Caravel, temporaryFolder } from "../support/caravel.mjs"
import { Api, Person, until } from "../support/people.mjs"

globalThis.WebSocket = WebSocket

// The library's timers outlive its connections. They must not keep the test running.
for (const name of ["setInterval", "setTimeout"]) {
  const original = globalThis[name]
  globalThis[name] = (...given) => original(...given).unref()
}

const owner = new Person()
const friend = new Person()
let data
let caravel
let url
let api
let id
let atOwner

// Connects and waits until the relay has accepted the sign-in.
async function connected(person) {
  const signer = new NDKPrivateKeySigner(person.secret)
  const ndk = new NDK({ explicitRelayUrls: [url], signer, enableOutboxModel: false })
  ndk.relayAuthDefaultPolicy = NDKRelayAuthPolicies.signIn({ ndk })
  const relay = ndk.pool.getRelay(url, false)
  const authenticated = new Promise((resolve) => relay.once("authed", resolve))
  await ndk.connect()
  await authenticated
  return ndk
}

function disconnect(ndk) {
  for (const relay of ndk?.pool.relays.values() ?? []) relay.disconnect()
}

before(async () => {
  data = await temporaryFolder()
  caravel = await Caravel.start({ DATA_DIR: data.folder })
  api = new Api(caravel.url, owner)
  const created = await api.call("POST", "/relays", { subdomain: "kit", plan_id: "free", info_name: "Kit" })
  id = created.data.id
  await until(async () => {
    const { data } = await api.call("GET", `/relays/${id}`)
    return data.synced === 1 && data.provisioning === "active"
  }, "the relay to be active")
  url = `${caravel.relayUrl("kit")}/`
  atOwner = await connected(owner)
})

after(async () => {
  disconnect(atOwner)
  await caravel?.stop()
  await data?.remove()
})

describe("a client made with NDK", () => {
  it("publishes a note and finds it", async () => {
    const note = new NDKEvent(atOwner, { kind: 1, content: "A harbour at dawn" })
    assert.equal((await note.publish()).size, 1)
    const found = await atOwner.fetchEvents({ kinds: [1], authors: [owner.pubkey] })
    assert.deepEqual([...found].map((event) => event.id), [note.id])
    const searched = await atOwner.fetchEvents({ kinds: [1], search: "dawn harbour" })
    assert.deepEqual([...searched].map((event) => event.id), [note.id])
  })

  it("receives what another member publishes, as it happens", async () => {
    assert.equal((await api.call("PUT", `/relays/${id}/members/${friend.pubkey}`)).status, 200)
    const atFriend = await connected(friend)
    const received = []
    const subscription = atFriend.subscribe({ kinds: [9] }, { closeOnEose: false })
    const atEnd = new Promise((resolve) => subscription.on("eose", resolve))
    subscription.on("event", (event) => received.push(event.content))
    await atEnd
    await new NDKEvent(atOwner, { kind: 9, content: "hello" }).publish()
    await until(() => received.length > 0, "the live event")
    assert.deepEqual(received, ["hello"])
    subscription.stop()
    disconnect(atFriend)
  })

  it("creates a room and reads its name and members", async () => {
    const relays = NDKRelaySet.fromRelayUrls([url], atOwner)
    const room = new NDKSimpleGroup(atOwner, relays, "lounge")
    assert.equal((await room.createGroup()).size, 1)
    const edit = new NDKEvent(atOwner, { kind: 9002, tags: [["h", "lounge"], ["name", "Lounge"]] })
    assert.equal((await edit.publish(relays)).size, 1)
    const add = NDKSimpleGroup.generateAddUserEvent(friend.pubkey, "lounge")
    add.ndk = atOwner
    assert.equal((await add.publish(relays)).size, 1)
    await room.getMetadata()
    assert.equal(room.name, "Lounge")
    const members = (await room.getMembers()).map((user) => user.pubkey)
    assert.ok(members.includes(friend.pubkey))
  })
})
