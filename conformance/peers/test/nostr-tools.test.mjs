// nostr-tools, unmodified, on a relay of `./caravel`: its sign-in (NIP-42), rooms (NIP-29) and reconciliation (NIP-77).
import "../support/localhost.mjs"
import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { fetchRelayInformation } from "nostr-tools/nip11"
import { fetchGroupMetadataEvent, loadGroup, parseGroupMetadataEvent } from "nostr-tools/nip29"
import { SimplePool, useWebSocketImplementation } from "nostr-tools/pool"
import WebSocket from "ws"
// The package has this module and does not export it.
import { NegentropyStorageVector, NegentropySync } from "../node_modules/nostr-tools/lib/esm/nip77.js"
import { Caravel, temporaryFolder } from "../support/caravel.mjs"
import { Api, Person, stored, until } from "../support/people.mjs"

useWebSocketImplementation(WebSocket)

const owner = new Person()
const stranger = new Person()
let data
let caravel
let url
let relay

before(async () => {
  data = await temporaryFolder()
  caravel = await Caravel.start({ DATA_DIR: data.folder })
  const api = new Api(caravel.url, owner)
  const created = await api.call("POST", "/relays", { subdomain: "tools", plan_id: "free", info_name: "Tools" })
  await until(async () => {
    const { data } = await api.call("GET", `/relays/${created.data.id}`)
    return data.synced === 1 && data.provisioning === "active"
  }, "the relay to be active")
  url = caravel.relayUrl("tools")
  relay = (await owner.connect(url)).relay
})

after(async () => {
  relay?.close()
  await caravel?.stop()
  await data?.remove()
})

describe("nostr-tools signs in", () => {
  it("as a member, who may read", async () => {
    assert.deepEqual(await stored(relay, { kinds: [1], limit: 1 }), [])
  })

  it("as a stranger, who is refused with a reason", async () => {
    const { relay: outside } = await stranger.connect(url)
    await assert.rejects(stored(outside, { kinds: [1] }), /restricted: you are not a member of this relay/)
    outside.close()
  })
})

describe("nostr-tools has rooms", () => {
  const pool = new SimplePool()
  before(async () => {
    const member = await pool.ensureRelay(`${url}/`)
    await until(() => member.challenge, "a challenge")
    await member.auth(owner.sign)
  })
  after(() => pool.destroy())

  // The library takes `pubkey`, the owner's key, for the relay's own key, which NIP-11 calls `self`.
  async function lounge() {
    const information = await fetchRelayInformation(url)
    return {
      pool,
      groupReference: { host: url, id: "lounge" },
      normalizedRelayURL: `${url}/`,
      relayInformation: { ...information, pubkey: information.self },
    }
  }

  it("that are created, edited and loaded with their members and managers", async () => {
    await relay.publish(owner.event(9007, "", [["h", "lounge"]]))
    await relay.publish(
      owner.event(9002, "", [["h", "lounge"], ["name", "Lounge"], ["about", "All talk here"], ["private"], ["closed"]]),
    )
    // The library needs a list of members, which a room has from its first member on.
    await relay.publish(owner.event(9000, "", [["h", "lounge"], ["p", owner.pubkey]]))
    const group = await loadGroup(await lounge())
    assert.equal(group.metadata.name, "Lounge")
    assert.equal(group.metadata.about, "All talk here")
    assert.ok(group.metadata.isPrivate)
    assert.ok(group.metadata.isClosed)
    assert.deepEqual(group.members.map(({ pubkey }) => pubkey), [owner.pubkey])
    assert.ok(group.admins.some(({ pubkey }) => pubkey === owner.pubkey))
  })

  it("whose metadata only the relay signs", async () => {
    const room = await lounge()
    const event = await fetchGroupMetadataEvent(room)
    assert.equal(event.pubkey, room.relayInformation.self)
    assert.equal(parseGroupMetadataEvent(event).id, "lounge")
    const forged = owner.event(39000, "", [["d", "lounge"], ["name", "Forged"]])
    await assert.rejects(relay.publish(forged), /group metadata cannot be set directly/)
  })
})

describe("nostr-tools reconciles", () => {
  it("and finds what each side lacks", async () => {
    const events = Array.from({ length: 300 }, (_, i) => owner.event(1, `note ${i}`))
    for (const event of events.slice(0, 290)) await relay.publish(event)
    const storage = new NegentropyStorageVector()
    for (const { created_at, id } of events.slice(10)) storage.insert(created_at, id)
    storage.seal()
    const have = []
    const need = []
    await new Promise((resolve, reject) => {
      const sync = new NegentropySync(relay, storage, { kinds: [1] }, {
        onhave: (id) => have.push(id),
        onneed: (id) => need.push(id),
        onclose: (reason) => (reason ? reject(new Error(reason)) : resolve()),
      })
      sync.start()
    })
    const ids = (list) => list.map(({ id }) => id).sort()
    assert.deepEqual(have.sort(), ids(events.slice(290)))
    assert.deepEqual(need.sort(), ids(events.slice(0, 10)))
  })
})
