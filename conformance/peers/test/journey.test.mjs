// A stock client on a relay it just created: nostr-tools, unmodified, against `./caravel`.
import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { Caravel, temporaryFolder } from "../support/caravel.mjs"
import { Api, hostStatus, manage, Person, stored, until } from "../support/people.mjs"

const owner = new Person()
const friend = new Person()
const stranger = new Person()
const subdomain = "peers"

let data
let caravel
let api
let relay
let atHome
let claim
let note

before(async () => {
  data = await temporaryFolder()
  caravel = await Caravel.start({ DATA_DIR: data.folder })
  api = new Api(caravel.url, owner)
})

after(async () => {
  await caravel?.stop()
  await data?.remove()
})

const host = () => `${subdomain}.localhost:${caravel.enginePort}`

describe("a stock client on a relay it just created", () => {
  it("signs in with a session header", async () => {
    const { status, data } = await api.call("GET", "/identity")
    assert.equal(status, 200)
    assert.deepEqual(data, { pubkey: owner.pubkey, is_admin: false })
  })

  it("signs in with a header for one request, once", async () => {
    const { status, data } = await api.callStrictly("GET", "/identity")
    assert.equal(status, 200)
    assert.equal(data.pubkey, owner.pubkey)
  })

  it("is refused without a header, with a sentence", async () => {
    const { status, code, error } = await api.send("GET", "/identity")
    assert.equal(status, 401)
    assert.equal(code, "unauthorized")
    assert.ok(error.length > 0)
  })

  it("becomes a tenant as Flotilla does it", async () => {
    const tenant = await api.call("POST", "/tenants", { return_url: "https://flotilla.example/hosting" })
    assert.equal(tenant.status, 200)
    assert.equal(tenant.data.pubkey, owner.pubkey)
    assert.equal((await api.call("POST", `/tenants/${owner.pubkey}/reconcile`)).status, 200)
    assert.deepEqual((await api.call("GET", `/tenants/${owner.pubkey}/invoices`)).data, [])
    assert.equal((await api.call("GET", `/tenants/${owner.pubkey}/invoices/draft`)).data, null)
  })

  it("creates a relay as Flotilla does it", async () => {
    const plans = await api.send("GET", "/plans")
    assert.ok(plans.data.some((plan) => plan.id === "free" && plan.amount === 0))
    const created = await api.call("POST", "/relays", {
      tenant_pubkey: owner.pubkey,
      subdomain,
      zooid_domain: "",
      plan_id: "free",
      info_name: "Peers",
      info_icon: "",
      info_description: "A place for peers",
      policy_public_join: 0,
      policy_strip_signatures: 0,
      groups_enabled: 1,
      management_enabled: 1,
      blossom_enabled: 1,
      livekit_enabled: 1,
      push_enabled: 1,
    })
    assert.equal(created.status, 201, JSON.stringify(created))
    relay = created.data
    assert.equal(relay.subdomain, subdomain)
    assert.equal(relay.tenant_pubkey, owner.pubkey)
    assert.equal(relay.url, caravel.relayUrl(subdomain))
  })

  it("sees it become real", async () => {
    await until(async () => {
      const { data } = await api.call("GET", `/relays/${relay.id}`)
      return data.synced === 1 && data.provisioning === "active"
    }, "the relay to be active")
    const { status, body } = await hostStatus(caravel.enginePort, host())
    assert.equal(status, 200)
    assert.equal(JSON.parse(body).name, "Peers")
    assert.equal(JSON.parse(body).pubkey, owner.pubkey)
  })

  it("authenticates, publishes and subscribes", async () => {
    atHome = await owner.connect(caravel.relayUrl(subdomain))
    const live = new Promise((resolve) =>
      atHome.relay.subscribe([{ kinds: [9] }], { onevent: resolve }),
    )
    note = owner.event(9, "hello, peers")
    await atHome.relay.publish(note)
    assert.equal((await live).id, note.id)
    assert.deepEqual(
      (await stored(atHome.relay, { kinds: [9] })).map((event) => event.id),
      [note.id],
    )
  })

  it("refuses a stranger", async () => {
    const { relay } = await stranger.connect(caravel.relayUrl(subdomain))
    await assert.rejects(relay.publish(stranger.event(9, "let me in")), /restricted: you are not a member of this relay/)
    await assert.rejects(stored(relay, { kinds: [9] }), /restricted: you are not a member of this relay/)
    await assert.rejects(relay.publish(stranger.event(28934, "", [["claim", "NOTACODE"]])), /failed to validate invite code/)
    relay.close()
  })

  it("reads the invite, by which a second key joins", async () => {
    const [invite] = await stored(atHome.relay, { kinds: [28935], limit: 1 })
    claim = invite.tags.find(([name]) => name === "claim")[1]
    assert.ok(claim.length > 0)
    const { relay: theirs } = await friend.connect(caravel.relayUrl(subdomain))
    await theirs.publish(friend.event(28934, "", [["claim", claim]]))
    const greeting = friend.event(9, "thank you for having me")
    await theirs.publish(greeting)
    const ids = (await stored(theirs, { kinds: [9] })).map((event) => event.id)
    assert.deepEqual(ids.toSorted(), [note.id, greeting.id].toSorted())
    theirs.close()
    const members = await until(async () => {
      const { data } = await api.call("GET", `/relays/${relay.id}/members`)
      return data.members.includes(friend.pubkey) && data.members
    }, "the new member in the API's list")
    assert.ok(!members.includes(stranger.pubkey))
  })

  it("bans a member over the relay's own address, and lets him back in", async () => {
    const asOwner = (method, ...params) => manage(owner, caravel.enginePort, host(), method, params)
    assert.ok((await asOwner("supportedmethods")).includes("banpubkey"))
    const { relay: theirs } = await friend.connect(caravel.relayUrl(subdomain))
    const open = new Promise((resolve) => theirs.subscribe([{ kinds: [9] }], { onevent: () => {}, onclose: resolve }))
    assert.equal(await asOwner("banpubkey", friend.pubkey, "too loud"), true)
    assert.match(await open, /restricted: you are not a member of this relay/)
    assert.deepEqual(await asOwner("listbannedpubkeys"), [{ pubkey: friend.pubkey, reason: "too loud" }])
    assert.deepEqual(await stored(atHome.relay, { authors: [friend.pubkey] }), [])
    const join = () => theirs.publish(friend.event(28934, "", [["claim", claim]]))
    await assert.rejects(join(), /you have been banned from this relay/)
    await assert.rejects(manage(friend, caravel.enginePort, host(), "unbanpubkey", [friend.pubkey]), /only relay admins/)
    assert.equal(await asOwner("allowpubkey", friend.pubkey), true)
    await theirs.publish(friend.event(9, "I will be quiet"))
    const allowed = (await asOwner("listallowedpubkeys")).map(({ pubkey }) => pubkey)
    assert.deepEqual(allowed.toSorted(), [owner.pubkey, friend.pubkey].toSorted())
    theirs.close()
  })

  it("deactivates it: the socket is closed with a reason and the host is gone", async () => {
    const { status, data } = await api.call("POST", `/relays/${relay.id}/deactivate`)
    assert.equal(status, 200)
    assert.equal(data.status, "inactive")
    const { code, reason } = await atHome.closed
    assert.ok(code >= 1000 && code !== 1006, `closed with ${code}`)
    assert.ok(reason.length > 0, "a reason is given")
    await until(async () => (await hostStatus(caravel.enginePort, host())).status === 404, "404 on its host")
    await until(
      async () => (await api.call("GET", `/relays/${relay.id}`)).data.provisioning === "inactive",
      "provisioning to be inactive",
    )
    const again = await api.call("POST", `/relays/${relay.id}/deactivate`)
    assert.equal(again.status, 400)
    assert.equal(again.code, "relay-is-inactive")
  })

  it("reactivates it: the events are still there", async () => {
    assert.equal((await api.call("POST", `/relays/${relay.id}/reactivate`)).status, 200)
    await until(async () => (await hostStatus(caravel.enginePort, host())).status === 200, "its host to answer")
    const { relay: again } = await friend.connect(caravel.relayUrl(subdomain))
    const events = await stored(again, { ids: [note.id] })
    assert.equal(events[0].content, "hello, peers")
    again.close()
  })

  it("keeps what is another's from a stranger", async () => {
    const theirs = new Api(caravel.url, stranger)
    assert.equal((await theirs.call("GET", `/relays/${relay.id}`)).status, 404)
    assert.equal((await theirs.call("POST", `/relays/${relay.id}/deactivate`)).status, 404)
    assert.equal((await theirs.call("GET", "/relays")).status, 403)
  })
})
