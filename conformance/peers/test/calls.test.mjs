// Calls in rooms (NIP-29 with LiveKit) on `./caravel`. LiveKit's own SDK verifies the program's tokens and signs the
// webhooks; a small server answers the two calls of LiveKit's API, because LiveKit itself cannot be installed here.
import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { writeFile } from "node:fs/promises"
import { createServer, request } from "node:http"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { AccessToken, TokenVerifier } from "livekit-server-sdk"
import { getToken } from "nostr-tools/nip98"
import { Caravel, temporaryFolder } from "../support/caravel.mjs"
import { Api, Person, stored, until } from "../support/people.mjs"

const KEY = "caravel"
const SECRET = "a secret that is long enough for HS256"
const PATH = "/.well-known/nip29/livekit"
const owner = new Person()
const stranger = new Person()
const verifier = new TokenVerifier(KEY, SECRET)
const calls = []
let participants = []
let livekit
let data
let caravel
let relay

const body = (message) =>
  new Promise((resolve) => {
    const parts = []
    message.on("data", (part) => parts.push(part))
    message.on("end", () => resolve(Buffer.concat(parts)))
  })

async function answer(question, response) {
  const text = await body(question)
  const grants = await verifier.verify(question.headers.authorization.replace(/^Bearer /, ""))
  calls.push({ path: question.url, body: JSON.parse(text), video: grants.video })
  response.end(JSON.stringify({ participants: participants.map((identity) => ({ identity })) }))
}

function send(method, host, path, headers, content = "") {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port: caravel.enginePort, method, path, headers: { Host: host, ...headers } }, (got) =>
      body(got).then((text) => resolve({ status: got.statusCode, text: text.toString() })),
    )
      .on("error", reject)
      .end(content)
  })
}

const host = () => `calls.localhost:${caravel.enginePort}`

async function token(person, room) {
  const path = `${PATH}/${room}`
  return send("GET", host(), path, { Authorization: await getToken(`http://${host()}${path}`, "get", person.sign, true) })
}

async function webhook(event, room, secret = SECRET) {
  const content = JSON.stringify({ event, room: { name: room } })
  const signed = new AccessToken(KEY, secret)
  signed.sha256 = createHash("sha256").update(content).digest("base64")
  const headers = { "Content-Type": "application/webhook+json", Authorization: await signed.toJwt() }
  return send("POST", host(), `${PATH}/webhook`, headers, content)
}

before(async () => {
  livekit = createServer(answer)
  await new Promise((resolve) => livekit.listen(0, "127.0.0.1", resolve))
  data = await temporaryFolder()
  const plans = join(data.folder, "plans.json")
  await writeFile(
    plans,
    JSON.stringify([{ id: "free", name: "Free", amount: 0, members: 10, blossom: true, livekit: true }]),
  )
  caravel = await Caravel.start({
    DATA_DIR: data.folder,
    PLANS_FILE: plans,
    LIVEKIT_URL: `ws://127.0.0.1:${livekit.address().port}`,
    LIVEKIT_API_KEY: KEY,
    LIVEKIT_API_SECRET: SECRET,
  })
  const api = new Api(caravel.url, owner)
  const { id } = (
    await api.call("POST", "/relays", { tenant_pubkey: owner.pubkey, subdomain: "calls", plan_id: "free", info_name: "Calls" })
  ).data
  await until(async () => {
    relay = (await api.call("GET", `/relays/${id}`)).data
    return relay.synced === 1 && relay.provisioning === "active"
  }, "the relay to be active")
})

after(async () => {
  await caravel?.stop()
  livekit?.close()
  await data?.remove()
})

describe("calls in the rooms of a relay", () => {
  it("are offered by a new relay of a plan with calls", async () => {
    assert.equal(relay.livekit_enabled, 1)
    assert.equal((await send("GET", host(), PATH, {})).status, 204)
  })

  it("are joined with a token that LiveKit's SDK accepts", async () => {
    const atHome = await owner.connect(caravel.relayUrl("calls"))
    await atHome.relay.publish(owner.event(9007, "", [["h", "hall"], ["name", "Hall"], ["livekit"]]))
    const { status, text } = await token(owner, "hall")
    assert.equal(status, 200, text)
    const { server_url, participant_token } = JSON.parse(text)
    assert.equal(server_url, `ws://127.0.0.1:${livekit.address().port}`)
    const grants = await verifier.verify(participant_token)
    assert.equal(grants.sub.split(":")[0], owner.pubkey)
    assert.deepEqual(grants.video, { roomJoin: true, room: `${relay.schema}:hall` })
    const [created] = calls
    assert.equal(created.path, "/twirp/livekit.RoomService/CreateRoom")
    assert.deepEqual(created.body, { name: `${relay.schema}:hall`, metadata: relay.schema })
    assert.equal(created.video.roomCreate, true)
    atHome.relay.close()
  })

  it("are closed to those who are not members", async () => {
    assert.deepEqual(await token(stranger, "hall"), { status: 403, text: "not a member of this relay\n" })
  })

  it("show their participants after a webhook that LiveKit's SDK has signed", async () => {
    const atHome = await owner.connect(caravel.relayUrl("calls"))
    participants = [`${owner.pubkey}:AAAAAAAAAAAAAAAA`, "EG_recorder"]
    assert.equal((await webhook("participant_joined", `${relay.schema}:hall`)).status, 204)
    assert.equal(calls.at(-1).path, "/twirp/livekit.RoomService/ListParticipants")
    assert.deepEqual(calls.at(-1).video, { roomAdmin: true, room: `${relay.schema}:hall` })
    const [list] = await stored(atHome.relay, { kinds: [39004] })
    assert.deepEqual(list.tags, [["d", "hall"], ["participant", owner.pubkey]])
    assert.equal((await webhook("room_finished", `${relay.schema}:hall`)).status, 204)
    const [empty] = await stored(atHome.relay, { kinds: [39004] })
    assert.deepEqual(empty.tags, [["d", "hall"]])
    atHome.relay.close()
  })

  it("refuse a webhook with another secret", async () => {
    const refused = await webhook("room_finished", `${relay.schema}:hall`, "another secret that is long enough")
    assert.equal(refused.status, 401)
  })
})
